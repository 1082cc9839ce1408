"""What reading the settings can raise."""

from __future__ import annotations

from copiste.errors import Blame, CopisteError


class SettingsError(CopisteError):
    """The settings cannot be used; the text names the key, what is wrong and the next step."""

    code = "SETTINGS"
    blame = Blame.SETTINGS
