"""One typed settings object, read once, at the door.

Values come from `copiste.toml` in the working directory (or the file named by `COPISTE_SETTINGS`) and from
`COPISTE_*` variables, which win; `COPISTE_BACK_END__URL` sets `url` under `[back_end]`. Passwords and keys
come from a vault file, the OS keyring or the environment, never from `copiste.toml`. Every relative path is
resolved against the folder of the settings file.
"""

from copiste.settings.back_end import BackEnd, Seat
from copiste.settings.errors import SettingsError
from copiste.settings.machine import Bots, BreakerRules, Nightly
from copiste.settings.model import Settings
from copiste.settings.opening import Opening
from copiste.settings.paths import settings_file
from copiste.settings.policies import DEFAULT, ProcessPolicy
from copiste.settings.reading import read_settings

__all__ = [
    "DEFAULT",
    "BackEnd",
    "Bots",
    "BreakerRules",
    "Nightly",
    "Opening",
    "ProcessPolicy",
    "Seat",
    "Settings",
    "SettingsError",
    "read_settings",
    "settings_file",
]
