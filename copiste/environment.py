"""The variables that an OS process of ours is started with: an allow-list, each name with its reason.

Other people's libraries have switches in the environment that make them write whatever passes: `DEBUG=pw:*`
has Playwright print each password that is typed. Nobody can list all of them, so a process gets what it needs
and nothing else. An operator may name more (`bots.environment`); a known debug switch is refused there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Final

#: What every process gets, by name (`*` at the end: any ending), and why it needs it.
PASSED: Final = {
    "PATH": "finds programs: browsers, x3270, Xvfb, tesseract",
    "PATHEXT": "what counts as a program on Windows",
    "LD_LIBRARY_PATH": "a Python or a browser that is not in the system's folders does not start without it",
    "DYLD_LIBRARY_PATH": "the same on macOS",
    "VIRTUAL_ENV": "programs look for tools of the same environment",
    "HOME": "profiles, caches, ~/.Xauthority",
    "USER": "the account's name",
    "LOGNAME": "the account's name",
    "USERNAME": "the account's name on Windows",
    "USERPROFILE": "HOME of Windows",
    "USERDOMAIN": "the account's domain on Windows",
    "HOMEDRIVE": "HOME of Windows",
    "HOMEPATH": "HOME of Windows",
    "LANG": "language and encoding",
    "LANGUAGE": "language",
    "LC_*": "language and encoding, by purpose",
    "TZ": "time zone: days and hours are shown to people",
    "TZDIR": "where time zones are described",
    "TMPDIR": "temporary files",
    "TEMP": "temporary files on Windows",
    "TMP": "temporary files on Windows",
    "DISPLAY": "a window on a person's own desktop",
    "WAYLAND_DISPLAY": "a window on a person's own desktop",
    "XAUTHORITY": "who is let in to that display",
    "XDG_RUNTIME_DIR": "sockets of the desktop session",
    "XDG_SESSION_TYPE": "X11 or Wayland",
    "XDG_CURRENT_DESKTOP": "a browser asks the desktop for fonts and proxies",
    "XDG_CONFIG_HOME": "profiles",
    "XDG_CONFIG_DIRS": "profiles of the machine",
    "XDG_CACHE_HOME": "caches; Playwright's own browser is there",
    "XDG_DATA_HOME": "fonts and keyrings of the account",
    "XDG_DATA_DIRS": "fonts of the machine",
    "DBUS_SESSION_BUS_ADDRESS": "a browser asks the desktop for fonts and proxies",
    "FONTCONFIG_FILE": "fonts that are not in the system's folders",
    "FONTCONFIG_PATH": "fonts that are not in the system's folders",
    "PLAYWRIGHT_BROWSERS_PATH": "where Playwright's own browser is",
    "PLAYWRIGHT_NODEJS_PATH": "the Node.js that runs Playwright's driver",
    "TESSDATA_PREFIX": "tesseract's language data",
    "OMP_THREAD_LIMIT": "tesseract's threads, one",
    "HTTP_PROXY": "the way to the back-end",
    "HTTPS_PROXY": "the way to the back-end",
    "ALL_PROXY": "the way to the back-end",
    "NO_PROXY": "the way to the back-end",
    "http_proxy": "the way to the back-end",
    "https_proxy": "the way to the back-end",
    "all_proxy": "the way to the back-end",
    "no_proxy": "the way to the back-end",
    "SSL_CERT_FILE": "a certificate authority of one's own (x3270, Python)",
    "SSL_CERT_DIR": "a certificate authority of one's own (x3270, Python)",
    "NODE_EXTRA_CA_CERTS": "a certificate authority of one's own (Playwright's driver)",
    "REQUESTS_CA_BUNDLE": "a certificate authority of one's own (existing robots)",
    "SYSTEMROOT": "nothing starts on Windows without it",
    "SYSTEMDRIVE": "folders of Windows",
    "WINDIR": "folders of Windows",
    "COMSPEC": "the shell of Windows",
    "APPDATA": "profiles on Windows",
    "LOCALAPPDATA": "profiles and browsers on Windows",
    "PROGRAMDATA": "settings of the machine on Windows",
    "ALLUSERSPROFILE": "settings of the machine on Windows",
    "PUBLIC": "settings of the machine on Windows",
    "PROGRAMFILES": "browsers on Windows",
    "PROGRAMFILES(X86)": "browsers on Windows",
    "PROGRAMW6432": "browsers on Windows",
    "NUMBER_OF_PROCESSORS": "the machine on Windows",
    "PROCESSOR_ARCHITECTURE": "the machine on Windows",
    "PROCESSOR_ARCHITEW6432": "the machine on Windows",
}

#: Copiste's own settings, and what PostgreSQL's client takes a password or a server from: never passed.
OURS: Final = ("COPISTE_*", "PG*")

_EVERYTHING = "it makes a library write what passes through it: passwords and cases"
_OTHER_CODE = "it has other code run inside the process, which sees every password"
_TRACE = "it makes the process write traces, which may show cases"
#: Switches that nobody may name for a bot (`*` at the end: any ending), and what each does.
SWITCHES: Final = {
    "DEBUG": "it has Playwright write each message to and from the page, typed passwords too",
    "DEBUG_*": _EVERYTHING,
    "DEBUGP": "it has Playwright print each message to and from its driver, typed passwords too",
    "PWDEBUG*": "it stops each page for a person, shows what is typed, and switches time limits off",
    "PWTEST_*": "it is for Playwright's own tests",
    "PW_*": "it is for Playwright's own tests",
    "INTERNAL_PW_*": "it is for Playwright's own tests",
    "npm_config_*": "Playwright's driver reads its debug switches under such names too",
    "NODE_OPTIONS": _OTHER_CODE,
    "NODE_DEBUG*": _EVERYTHING,
    "NODE_V8_*": _TRACE,
    "NODE_PATH": _OTHER_CODE,
    "NODE_REDIRECT_WARNINGS": _TRACE,
    "NODE_REPL_*": _OTHER_CODE,
    "LOG_TOKENS": _EVERYTHING,
    "LOG_STREAM": _EVERYTHING,
    "SSLKEYLOGFILE": "it has a browser write the keys of its connections, with which they can be read",
    "CHROME_*": _EVERYTHING,
    "CHROMIUM_*": "it adds switches to the browser, such as --enable-logging",
    "BREAKPAD_DUMP_LOCATION": "it keeps the memory of a browser that crashed",
    "ROBOT_SYSLOG_*": "it has Robot Framework write a log of its own, outside the evidence",
    "ROBOT_OPTIONS": "it adds options to Robot Framework: other logs, listeners, log levels",
    "REBOT_OPTIONS": "it adds options to Robot Framework's log",
    "ROBOT_INTERNAL_TRACES": _TRACE,
    "ROBOT_DEBUG*": _TRACE,
    "PYTHONSTARTUP": _OTHER_CODE,
    "PYTHONINSPECT": "it keeps the process waiting for a person at its end",
    "PYTHONBREAKPOINT": _OTHER_CODE,
    "PYTHONDEBUG": _TRACE,
    "PYTHONDEVMODE": _TRACE,
    "PYTHONASYNCIODEBUG": _TRACE,
    "PYTHONVERBOSE": _TRACE,
    "PYTHONWARNINGS": _TRACE,
    "PYTHONFAULTHANDLER": _TRACE,
    "PYTHONTRACEMALLOC": _TRACE,
    "PYTHONMALLOC*": _TRACE,
    "PYTHONDUMPREFS*": _TRACE,
    "PYTHONPROFILEIMPORTTIME": _TRACE,
    "PYTHONPERFSUPPORT": _TRACE,
    "PYTHON_PERF_*": _TRACE,
    "COVERAGE_*": _OTHER_CODE,
    "PYDANTIC_*": "it loads other code that sees each case as it is checked",
    "LOGFIRE_*": _EVERYTHING,
    "OTEL_*": _EVERYTHING,
    "SQLALCHEMY_*": _EVERYTHING,
    "PSYCOPG_*": "it is for psycopg's own tests; a bot has no database",
    "RUAMEL_DEBUG": _TRACE,
    "YAMLDEBUG": _TRACE,
    "OPENCV_*": "it has OpenCV write errors and traces with what they were about",
    "LD_PRELOAD": _OTHER_CODE,
    "LD_AUDIT": _OTHER_CODE,
    "LD_DEBUG*": _TRACE,
    "LD_PROFILE*": _TRACE,
    "LD_SHOW_AUXV": _TRACE,
    "LD_TRACE_*": _TRACE,
    "DYLD_INSERT_LIBRARIES": _OTHER_CODE,
    "DYLD_PRINT_*": _TRACE,
    "GCONV_PATH": _OTHER_CODE,
    "GLIBC_TUNABLES": _TRACE,
    "MALLOC_*": _TRACE,
    "ASAN_OPTIONS": _TRACE,
    "UBSAN_OPTIONS": _TRACE,
    "XTRACE*": _EVERYTHING,
    "G_MESSAGES_DEBUG": _EVERYTHING,
    "G_DEBUG": _TRACE,
    "GTK_DEBUG": _TRACE,
    "GTK_MODULES": _OTHER_CODE,
    "GDK_DEBUG": _TRACE,
    "QT_LOGGING_*": _TRACE,
    "QT_DEBUG_PLUGINS": _TRACE,
    "FC_DEBUG": _TRACE,
    "MESA_*": _TRACE,
    "EGL_LOG_LEVEL": _TRACE,
    "LIBGL_DEBUG": _TRACE,
    "BASH_*": _OTHER_CODE,
    "ENV": _OTHER_CODE,
    "SHELLOPTS": _TRACE,
    "PS4": _TRACE,
}

#: Named by the operator for this process.
_named: set[str] = set()


def of_child(more: Iterable[str] = (), **values: str) -> dict[str, str]:
    """The variables of a process to be started: those of ours that it may have, and `values`.

    Args:
        more: names beside the allow-list (`*` at the end: any ending).
        values: given to it whatever ours are.
    """
    wanted = (*more, *_named)
    return {name: value for name, value in os.environ.items() if _is_among(name, wanted)} | values


def allow(names: Iterable[str]) -> None:
    """Let what this process starts have these variables too: the operator named them."""
    _named.update(names)


@contextmanager
def only_passed(**values: str) -> Iterator[None]:
    """Meanwhile this process has a child's variables alone, and `values`: some libraries start programs."""
    before = dict(os.environ)
    kept = of_child(**values)
    for name in before.keys() - kept.keys():
        del os.environ[name]
    os.environ.update(values)
    try:
        yield
    finally:
        for name in values.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


def drop_switches() -> None:
    """Take the debug switches out of this process's variables, for good: libraries look whenever they like.

    Without effect on a library that was imported before and has looked already.
    """
    for name in [*os.environ]:
        if _entry(name, SWITCHES):
            del os.environ[name]


def refusal(name: str) -> str:
    """Why nobody may have `name` passed to a bot, as the end of a sentence; empty when that may be."""
    if not name.isascii() or not name.replace("(", "").replace(")", "").isidentifier():
        return "is no name of a variable"
    if _entry(name.upper(), dict.fromkeys(OURS, "")):
        return "may hold a password of Copiste's; a bot gets what it needs over its pipe"
    if switch := _entry(name, SWITCHES) or _entry(name.upper(), SWITCHES):
        return f"is a debug switch: {SWITCHES[switch]}"
    return ""


def _is_among(name: str, more: Iterable[str]) -> bool:
    return bool(_entry(name, PASSED)) or any(fnmatchcase(name, wanted) for wanted in more)


def _entry(name: str, table: Iterable[str]) -> str:
    """The entry of a table that means `name`; empty when none does."""
    return next((entry for entry in table if fnmatchcase(name, entry)), "")
