"""What the libraries of the requirements read from the environment, by package: each name is known here.

`tests/unit/test_environment.py` compares this with what is installed. A name ends with `*` where a family is
meant.

The packages of the extra `rpa` are not looked at. A robot loads those that it names, no bot loads any by
itself, and none of their variables is on the allow-list: whoever wants one passed names it, as for a library
of one's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Package:
    """The names that one package reads.

    Attributes:
        passed: A bot needs them or is harmless with them: they are on the allow-list.
        switches: They have it write what passes, or run other code: refused when an operator names them.
        without: Not passed, and why nothing is lost by that.
        elsewhere: Places where the name is known only while running, and which names those are.
        unused: Parts that no process of ours imports, and what they are for.
    """

    passed: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    without: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    unused: Mapping[str, str] = field(default_factory=dict)


_COLOURS = "colours and widths of a person's terminal; a bot has none"
_SHELL = "completion in a person's shell"
_SERVER = "of the mock's web server, told by its command line"
_TESTS = "its own tests"
_WSGI = "WSGI's `environ`: a request, not the process"

PACKAGES = {
    "alembic": Package(
        without={"ALEMBIC_CONFIG": "its own command line"},
        unused={"alembic/util/editor.py": "its own command line"},
    ),
    "cffi": Package(unused={"cffi/": "compiles; cryptography needs its compiled part alone"}),
    "click": Package(
        passed=("XDG_CONFIG_HOME",),
        without={"COMP_*": _SHELL, "LESS": _COLOURS, "PAGER": _COLOURS, "TERM": _COLOURS},
        elsewhere={
            "click/_termui_impl.py": "an editor's variables, for a text that a person writes",
            "click/utils.py": "a folder's name with variables in it",
            "click/core.py": "options whose value comes from a variable; copiste has none",
        },
        unused={"click/testing.py": _TESTS},
    ),
    "greenlet": Package(unused={"greenlet/tests/": _TESTS}),
    "jeepney": Package(
        passed=("DBUS_SESSION_BUS_ADDRESS",),
        without={"DBUS_SYSTEM_BUS_ADDRESS": "keyrings are the session's"},
    ),
    "keyring": Package(
        passed=("LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CURRENT_DESKTOP"),
        without={
            "ProgramData": "Windows has one name for it in any case of letters: PROGRAMDATA is passed",
            "KEYCHAIN_PATH": "a bot looks into no keyring",
            "PYTHON_KEYRING_BACKEND": "a bot looks into no keyring",
        },
        elsewhere={"keyring/credentials.py": "credentials by names that its caller chose; copiste does not"},
    ),
    "mouseinfo": Package(passed=("DISPLAY",)),
    "mss": Package(passed=("DISPLAY",)),
    "numpy": Package(
        passed=("PROCESSOR_ARCHITECTURE", "PROCESSOR_ARCHITEW6432"),
        without={
            "NPY_PROMOTION_STATE": "how numbers of several kinds are added; only numpy's default is tested",
            "NUMPY_MADVISE_HUGEPAGE": "speed alone",
        },
        elsewhere={"numpy/_core/__init__.py": "sets variables for its linear algebra, and takes them out"},
        unused={
            "numpy/distutils/": "builds packages",
            "numpy/f2py/": "builds packages",
            "numpy/testing/": _TESTS,
            "numpy/typing/tests/": _TESTS,
            "numpy/_core/tests/": _TESTS,
            "numpy/conftest.py": _TESTS,
        },
    ),
    "opencv-python-headless": Package(
        passed=("LD_LIBRARY_PATH", "PATH"),
        without={"QT_QPA_*": "windows, which the headless build has not"},
    ),
    "openpyxl": Package(without={"OPENPYXL_*": "which XML reader; the default is what is tested"}),
    "packaging": Package(),
    "pillow": Package(passed=("DISPLAY", "WAYLAND_DISPLAY", "WINDIR", "XDG_DATA_DIRS", "XDG_DATA_HOME")),
    "playwright": Package(
        passed=(
            "DISPLAY",
            "HOMEDRIVE",
            "LD_LIBRARY_PATH",
            "LOCALAPPDATA",
            "PATH",
            "PATHEXT",
            "PLAYWRIGHT_BROWSERS_PATH",
            "PLAYWRIGHT_NODEJS_PATH",
            "PROGRAMFILES",
            "SYSTEMROOT",
            "USER",
            "USERNAME",
            "XDG_CACHE_HOME",
            "XDG_CONFIG_HOME",
            "XDG_RUNTIME_DIR",
        ),
        switches=(
            "DEBUG",
            "DEBUGP",
            "DEBUG_FILE",
            "CHROME_*",
            "INTERNAL_PW_GREENLET_DEBUG",
            "LOG_STREAM",
            "LOG_TOKENS",
            "NODE_DEBUG",
            "NODE_OPTIONS",
            "PWDEBUG",
            "PWDEBUGIMPL",
            "PWTEST_*",
            "PW_*",
            "npm_config_*",
        ),
        without={
            "PLAYWRIGHT_*": "its command line, its downloads, its ways of old: only the defaults are tested",
            "PWMCP_PROFILES_DIR_FOR_TEST": _TESTS,
            "SELENIUM_REMOTE_*": "browsers of a Selenium grid; a bot's are this machine's",
            "WK_DISABLE_FRAME_SESSIONS": "WebKit, which is not used",
            "WS_NO_*": "speed of its sockets",
            "MAX_LOG_LENGTH": "how much of a log is kept; nothing is logged",
            "INIT_CWD": "npm",
            "DOTENV_*": "settings of its command line in a file",
            "CHOKIDAR_*": "watches files for its command line",
            "GRACEFUL_FS_PLATFORM": "which system it is, for tests",
            "TEST_*": _TESTS,
            "__*": _TESTS,
            "CLAUDECODE": "who calls its command line",
            "COPILOT_CLI": "who calls its command line",
            "CI*": "who calls its command line",
            "GITHUB_ACTION*": "who calls its command line",
            "TEAMCITY_VERSION": "who calls its command line",
            "SSH_*": "whether its command line may open a window",
            "OSTYPE": "a shell of Windows",
            "SystemRoot": "Windows has one name for it in any case of letters: SYSTEMROOT is passed",
            "comspec": "Windows has one name for it in any case of letters: COMSPEC is passed",
            "COLORTERM": _COLOURS,
            "CLICOLOR_FORCE": _COLOURS,
            "FORCE_COLOR": _COLOURS,
            "NO_COLOR": _COLOURS,
            "TERM*": _COLOURS,
        },
        elsewhere={
            "playwright/driver/package/lib/utilsBundle.js": "DEBUG_*: how its messages look",
            "playwright/driver/package/lib/coreBundle.js": "all that it has goes on to the browser",
        },
    ),
    "psycopg": Package(
        switches=("PSYCOPG_*",),
        without={"PG*": "a bot has no database; the orchestrator and the console keep theirs"},
        elsewhere={"psycopg/_conninfo_utils.py": "PG*, as libpq does"},
    ),
    "pyautogui": Package(passed=("DISPLAY",)),
    "pydantic": Package(switches=("PYDANTIC_*",)),
    "pydantic-settings": Package(switches=("PYDANTIC_SETTINGS_DEBUG",)),
    "pygments": Package(
        unused={"pygments/cmdline.py": "its command line", "pygments/formatters/img.py": "pictures of code"}
    ),
    "pyperclip": Package(passed=("DISPLAY", "WAYLAND_DISPLAY")),
    "pyscreeze": Package(passed=("WAYLAND_DISPLAY", "XDG_SESSION_TYPE")),
    "python-dateutil": Package(passed=("TZ",)),
    "python-dotenv": Package(
        without={"PYTHON_DOTENV_DISABLED": "files of variables; copiste reads none"},
        elsewhere={"dotenv/main.py": "sets what such a file names"},
        unused={"dotenv/cli.py": "its command line"},
    ),
    "python-xlib": Package(passed=("DISPLAY", "HOME", "XAUTHORITY")),
    "rich": Package(
        without={
            "DATABRICKS_RUNTIME_VERSION": "a notebook",
            "UNICODE_VERSION": _COLOURS,
            "COLUMNS": _COLOURS,
            "LINES": _COLOURS,
            "FORCE_COLOR": _COLOURS,
            "TTY_*": _COLOURS,
            "COLORTERM": _COLOURS,
            "TERM": _COLOURS,
            "NO_COLOR": _COLOURS,
            "JUPYTER_*": "a notebook",
        },
        unused={"rich/diagnose.py": "tells a person about the terminal"},
    ),
    "robotframework": Package(
        switches=("ROBOT_INTERNAL_TRACES", "ROBOT_SYSLOG_*"),
        without={
            "PYTHONIOENCODING": "UTF-8 is what its files are in",
            "SOURCE_DATE_EPOCH": "documentation that is the same each time it is built",
        },
        elsewhere={
            "robot/libraries/OperatingSystem.py": "the keywords about variables: a robot names them",
            "robot/utils/argumentparser.py": "ROBOT_OPTIONS, REBOT_OPTIONS: switches",
            "robot/utils/encodingsniffer.py": "LANG, LC_ALL, LC_CTYPE and LANGUAGE: passed",
            "robot/utils/robotenv.py": "the keywords about variables: a robot names them",
            "robot/variables/finders.py": "%{NAME}: a robot names it",
        },
    ),
    "ruamel-yaml": Package(switches=("RUAMEL_DEBUG", "YAMLDEBUG")),
    "shellingham": Package(without={"SHELL": _SHELL}),
    "sqlalchemy": Package(unused={"sqlalchemy/testing/": _TESTS}),
    "starlette": Package(
        elsewhere={"starlette/config.py": "settings by name; the mock names none"},
        unused={"starlette/middleware/wsgi.py": _WSGI},
    ),
    "typer": Package(
        passed=("XDG_CONFIG_HOME",),
        switches=("PYDANTIC_DISABLE_PLUGINS",),
        without={
            "COMP_*": _SHELL,
            "_TYPER_*": _SHELL,
            "TYPER_*": _COLOURS,
            "FORCE_COLOR": _COLOURS,
            "GITHUB_ACTIONS": _COLOURS,
            "PY_COLORS": _COLOURS,
            "TERMINAL_WIDTH": _COLOURS,
        },
        elsewhere={
            "typer/_click/utils.py": "a folder's name with variables in it",
            "typer/_click/core.py": "options whose value comes from a variable; copiste has none",
            "typer/core.py": "the same, and completion in a person's shell",
        },
        unused={"typer/testing.py": _TESTS},
    ),
    "uvicorn": Package(
        without={"FORWARDED_ALLOW_IPS": _SERVER, "WEB_CONCURRENCY": _SERVER},
        unused={"uvicorn/middleware/wsgi.py": _WSGI},
    ),
}

#: What nobody needs who runs bots: the developers' tools of the requirements, and what these bring along.
TOOLS = frozenset({
    "asgiref", "ast-serialize", "attrs", "beautifulsoup4", "certifi", "croniter", "django", "execnet",
    "hatchling", "httpcore", "httpx", "hypothesis", "iniconfig", "librt", "msgpack", "mypy",
    "mypy-extensions", "pathspec", "platformdirs", "pluggy", "procrastinate", "psycopg-pool", "pytesseract",
    "pytest", "pytest-timeout", "pytest-xdist", "robotframework-robocop", "ruff", "sortedcontainers",
    "soupsieve", "sqlparse", "tomli-w", "tomlkit", "trove-classifiers", "types-openpyxl", "xlsxwriter",
})  # fmt: skip

#: Python itself, as `python --help-env` has it.
PYTHON = Package(
    switches=(
        "PYTHONASYNCIODEBUG", "PYTHONBREAKPOINT", "PYTHONDEBUG", "PYTHONDEVMODE", "PYTHONFAULTHANDLER",
        "PYTHONINSPECT", "PYTHONMALLOC*", "PYTHONPERFSUPPORT", "PYTHONPROFILEIMPORTTIME", "PYTHONSTARTUP",
        "PYTHONTRACEMALLOC", "PYTHONVERBOSE", "PYTHONWARNINGS", "PYTHONDUMPREFS*", "PYTHON_PERF_*",
    ),
    without={
        "PYTHONPATH": "code of other folders; the bot's own are beside it. An operator may name it",
        "PYTHONHOME": "code of other folders",
        "PYTHONPLATLIBDIR": "code of other folders",
        "PYTHONSAFEPATH": "the bot's own modules are in its working directory",
        "PYTHONEXECUTABLE": "macOS",
        "PYTHONCASEOK": "names of modules on Windows and macOS",
        "PYTHONCOERCECLOCALE": "encodings are said wherever a file is opened",
        "PYTHONUTF8": "encodings are said wherever a file is opened",
        "PYTHONIOENCODING": "encodings are said wherever a file is opened",
        "PYTHONLEGACYWINDOWS*": "encodings are said wherever a file is opened",
        "PYTHONWARNDEFAULTENCODING": "a warning for developers",
        "PYTHONDONTWRITEBYTECODE": "speed of the next start",
        "PYTHONPYCACHEPREFIX": "speed of the next start",
        "PYTHONHASHSEED": "the order of sets, on which nothing depends",
        "PYTHONINTMAXSTRDIGITS": "a limit that no number here reaches",
        "PYTHONNODEBUGRANGES": "size of compiled code",
        "PYTHONOPTIMIZE": "takes assertions out",
        "PYTHONNOUSERSITE": "where packages are found, which the account decides",
        "PYTHONUNBUFFERED": "the bot's messages are flushed one by one",
        "PYTHONTHREADDEBUG": "no longer read by this Python",
        "PYTHON_*": "of newer Pythons: colours, history, compilers; the defaults are what is tested",
    },
)  # fmt: skip

#: Switches of programs that are not Python or JavaScript, where no scan can find them.
PROGRAMS = (
    "NODE_V8_COVERAGE", "NODE_DEBUG_NATIVE", "NODE_REDIRECT_WARNINGS", "SSLKEYLOGFILE", "CHROME_LOG_FILE",
    "CHROMIUM_FLAGS", "COVERAGE_PROCESS_START", "LD_PRELOAD", "LD_AUDIT", "LD_DEBUG", "LD_DEBUG_OUTPUT",
    "LD_PROFILE", "MALLOC_TRACE", "G_MESSAGES_DEBUG", "GTK_DEBUG", "GDK_DEBUG", "FC_DEBUG", "MESA_DEBUG",
    "EGL_LOG_LEVEL", "LIBGL_DEBUG", "OPENCV_LOG_LEVEL", "OPENCV_DUMP_ERRORS", "OPENCV_TRACE", "XTRACE",
    "BASH_ENV", "ENV", "SHELLOPTS", "ROBOT_OPTIONS", "REBOT_OPTIONS", "PGOPTIONS", "SQLALCHEMY_ECHO",
    "OTEL_TRACES_EXPORTER", "LOGFIRE_TOKEN",
)  # fmt: skip
