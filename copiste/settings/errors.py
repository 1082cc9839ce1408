"""What reading the settings can raise."""

from __future__ import annotations


class SettingsError(Exception):
    """The settings cannot be used; the text names the key, what is wrong and the next step."""

    code = "SETTINGS"
