#!/bin/sh
# Sets this machine up for Copiste: an interpreter, a browser, and .venv from the pinned requirements.txt.
# `./setup.sh pixels` sees to what the pixel face needs: the terminal emulator x3270 and its fonts, a display of its own for each
# bot (Xvfb), OCR for windows of other fonts (tesseract, French), and a browser that has a window.
# `./setup.sh tests` sees to what only the tests need: all of that, scripted terminals, the programs of PostgreSQL, pgbouncer and lighttpd,
# of which they start servers of their own, SQL-Ledger, which they key into, and .venv-robocorp, where robots written for Robocorp's
# libraries run.
# `make` runs it when requirements.txt, pyproject.toml or this file changed; running it again by hand is harmless.
# As root or with passwordless sudo it installs missing system packages; otherwise it says which command to run, and stops.
set -eu
cd "$(dirname "$0")"

VENV=.venv
ROBOCORP=.venv-robocorp
ROBOCORP_REQUIREMENTS=tests/robocorp/requirements.txt
X3270_FONTS="/usr/share/fonts/X11/misc/3270.pcf.gz /usr/share/fonts/misc/3270.pcf.gz /usr/share/fonts/X11/misc/3270.pcf"
BROWSERS="chromium chromium-browser google-chrome google-chrome-stable microsoft-edge microsoft-edge-stable"

say() { printf '%s\n' "copiste set-up: $*"; }
stop() { printf '%s\n' "copiste set-up: $*" >&2; exit 5; }

# --- what is there -----------------------------------------------------------------------------------------------

is_suitable() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1; }

# The first suitable interpreter on the path; $PYTHON, when set, is the only one considered.
find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
        if command -v "$candidate" >/dev/null 2>&1 && is_suitable "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

# A browser counts when it answers: Ubuntu's chromium-browser may be a stub that only asks for a snap.
has_browser() {
    for candidate in $BROWSERS; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" --version >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

has() { command -v "$1" >/dev/null 2>&1; }
has_french_ocr() { has tesseract && tesseract --list-langs 2>/dev/null | grep -qx fra; }

has_terminal_fonts() {
    for candidate in $X3270_FONTS; do
        [ -e "$candidate" ] && return
    done
    return 1
}

# The same places that tests/support/postgres.py looks at.
has_postgresql() {
    command -v initdb >/dev/null 2>&1 && return
    for candidate in /usr/lib/postgresql/*/bin/initdb; do
        [ -x "$candidate" ] && return
    done
    return 1
}

# Debian keeps it where only root looks.
has_pgbouncer() { has pgbouncer || [ -x /usr/sbin/pgbouncer ]; }

# The same place that tests/applications/sql_ledger looks at; its Perl reaches its database through DBD::Pg.
has_sql_ledger() { [ -e /usr/share/sql-ledger/login.pl ] && perl -MDBD::Pg -e 1 2>/dev/null; }
# Debian keeps it, too, where only root looks.
has_lighttpd() { has lighttpd || [ -x /usr/sbin/lighttpd ]; }

# Some distributions package the standard library's venv apart.
has_ensurepip() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }
has_uv() { uv --version >/dev/null 2>&1; }

# --- system packages ---------------------------------------------------------------------------------------------

# The words to put before a command that needs root: nothing, sudo, or failure.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        printf ''
    elif command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; then
        printf 'sudo'
    else
        return 1
    fi
}

# Debian packages a real Chromium; Ubuntu does not, and there Playwright's own is fetched instead.
apt_has_chromium() {
    [ "$(. /etc/os-release 2>/dev/null && printf '%s' "${ID:-}")" = debian ] || apt-cache show chromium 2>/dev/null | grep -q '^Package: chromium$'
}

install_packages() {
    if ! command -v apt-get >/dev/null 2>&1; then
        stop "please install with your package manager: $*; then run the same command again"
    fi
    if ! root=$(as_root); then
        stop "some system packages are missing. Run this one command, then the same make command again:
    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    fi
    say "installing with apt: $*"
    $root apt-get update -qq
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# --- .venv -------------------------------------------------------------------------------------------------------

make_venv() {
    if [ -x "$VENV/bin/python" ] && is_suitable "$VENV/bin/python"; then
        return
    fi
    say "making $VENV with $("$python" -V 2>&1)"
    if has_ensurepip "$python"; then
        "$python" -m venv --clear "$VENV"
    else
        uv venv --quiet --clear --seed --python "$(command -v "$python")" "$VENV"
    fi
}

# uv is quicker; pip knows the machine's own mirror settings, so it has the last word.
install_requirements() {
    say "installing the pinned requirements"
    if has_uv \
        && uv pip install --quiet --python "$VENV/bin/python" --require-hashes --no-deps -r requirements.txt 2>/dev/null; then
        return
    fi
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
}

install_project() {
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
}

# Playwright's own Chromium, where the distribution has none; it answers only when its libraries are there.
own_browser_answers() {
    own=$("$VENV/bin/python" -c 'from playwright.sync_api import sync_playwright as start
with start() as playwright: print(playwright.chromium.executable_path)')
    "$own" --version >/dev/null 2>&1
}

install_own_browser() {
    own_browser_answers && return
    say "no Chrome, Chromium or Edge here: fetching Playwright's own Chromium"
    "$VENV/bin/python" -m playwright install chromium
    own_browser_answers && return
    if ! root=$(as_root); then
        stop "the browser lacks system libraries. Run this one command, then the same make command again:
    sudo $VENV/bin/python -m playwright install-deps chromium"
    fi
    $root "$VENV/bin/python" -m playwright install-deps chromium
    own_browser_answers || stop "Playwright's own Chromium does not start here: install Chrome, Chromium or Edge"
}

# --- what only the tests need --------------------------------------------------------------------------------------

# Existing robots bring the libraries that they were written for in an environment of their own; so do the tests' ones.
make_robocorp() {
    [ -f "$ROBOCORP/.ready" ] && [ ! "$ROBOCORP_REQUIREMENTS" -nt "$ROBOCORP/.ready" ] && return
    say "making $ROBOCORP: the libraries of existing robots, for the tests"
    if has_uv && uv venv --quiet --clear --python "$VENV/bin/python" "$ROBOCORP" \
        && uv pip install --quiet --python "$ROBOCORP/bin/python" --require-hashes --no-deps -r "$ROBOCORP_REQUIREMENTS" 2>/dev/null; then
        :
    else
        "$VENV/bin/python" -m venv --clear "$ROBOCORP"
        "$ROBOCORP/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$ROBOCORP_REQUIREMENTS" \
            || stop "the libraries of $ROBOCORP_REQUIREMENTS could not be installed: see above; then run ./setup.sh tests again"
    fi
    touch "$ROBOCORP/.ready"
}

# The package serves port 80 to everybody as soon as it is installed. The tests start servers of their own, on loopback.
stop_own_lighttpd() {
    if has systemctl && [ -d /run/systemd/system ] && root=$(as_root); then
        $root systemctl disable --quiet --now lighttpd || say "please stop the service lighttpd: the tests do not need it"
    fi
}

# --- what the pixel face needs -------------------------------------------------------------------------------------

# The packages that are missing for it, one word each.
missing_for_pixels() {
    has x3270 || printf ' x3270'
    has_terminal_fonts || printf ' xfonts-x3270-misc'
    has Xvfb || printf ' xvfb'
    has_french_ocr || printf ' tesseract-ocr tesseract-ocr-fra'
    # A headless shell has no window to look at; where no browser is packaged, Playwright's own was fetched.
    if ! has_browser && apt_has_chromium; then
        printf ' chromium fonts-dejavu-core'
    fi
}

if [ "${1:-}" = pixels ]; then
    missing=$(missing_for_pixels)
    if [ -n "$missing" ]; then
        # shellcheck disable=SC2086 # one word for each package
        install_packages $missing
    fi
    say "ready for the pixel face"
    exit
fi

if [ "${1:-}" = tests ]; then
    missing=$(missing_for_pixels)
    has s3270 || missing="$missing s3270"
    has c3270 || missing="$missing c3270"
    has_postgresql || missing="$missing postgresql"
    has_pgbouncer || missing="$missing pgbouncer"
    has_sql_ledger || missing="$missing sql-ledger"
    has_lighttpd || missing="$missing lighttpd"
    has certutil || missing="$missing libnss3-tools"
    if [ -n "$missing" ]; then
        # shellcheck disable=SC2086 # one word for each package
        install_packages $missing
        case " $missing " in *" lighttpd "*) stop_own_lighttpd ;; esac
        has_postgresql || stop "PostgreSQL is installed, but its initdb is neither on the path nor under /usr/lib/postgresql"
    fi
    make_robocorp
    say "ready for the tests"
    exit
fi

# --- all of it, in order -----------------------------------------------------------------------------------------

if ! python=$(find_python); then
    stop "no Python from 3.11 to 3.14 found${PYTHON:+ under the name $PYTHON}. Install one (Debian, Ubuntu: sudo apt-get install -y python3 python3-venv), or name yours: make PYTHON=/path/to/python3.12"
fi

missing=
if ! has_ensurepip "$python" && ! has_uv; then
    missing="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
fi
if ! has_browser && apt_has_chromium; then
    # The headless shell is what bots take when nobody looks: the same pages for half the processor time.
    missing="$missing chromium chromium-headless-shell fonts-dejavu-core"
fi
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086 # one word for each package
    install_packages $missing
fi

make_venv
install_requirements
install_project
has_browser || install_own_browser

say "ready; 'copiste doctor' in $VENV/bin looks at everything again"
