#!/bin/sh
# Makes the virtual environment and installs what a lock names. Called by the Makefile: scripts/setup.sh VENV LOCK
set -eu

venv=$1
lock=$2
installer=$venv/.installer

say() { echo "setup: $*" >&2; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

apt_install() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing $* with apt-get"
        DEBIAN_FRONTEND=noninteractive apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
    else
        say "missing: $*. Install it (on Debian or Ubuntu: sudo apt-get install $*) and run make again"
        exit 1
    fi
}

# Scans are optional: without Tesseract's languages they are findings that say what to install.
languages() {
    for folder in "${TESSDATA_PREFIX:-/nowhere}" /usr/share/tesseract-ocr/*/tessdata /usr/share/tessdata; do
        [ -f "$folder/tha.traineddata" ] && [ -f "$folder/eng.traineddata" ] && return 0
    done
    return 1
}
if ! languages; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing Tesseract's Thai with apt-get"
        { DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
          DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends tesseract-ocr tesseract-ocr-tha tesseract-ocr-osd
        } >/dev/null 2>&1 || say "that failed; scanned pages will not be read, all else works"
    else
        say "scanned pages will not be read: Tesseract's Thai is missing (on Debian or Ubuntu: sudo apt-get install tesseract-ocr-tha tesseract-ocr-osd)"
    fi
fi

# Tests of pages look at them in a browser; without one they are skipped, and say so.
if [ "${lock##*/}" = requirements-dev.lock ] && ! command -v chromium >/dev/null 2>&1 &&
   [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing Chromium for the tests of pages with apt-get"
    { DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium
    } >/dev/null 2>&1 || say "that failed; tests that need a browser will be skipped, all else works"
fi

python=$(find_python)
if [ -z "$python" ]; then
    apt_install python3 python3-venv
    python=$(find_python)
    [ -n "$python" ] || { say "Python 3.11 or newer is needed; install one and run make again, or name it: make run PYTHON=/path/to/python3"; exit 1; }
fi
if [ ! -x "$venv/bin/python" ] || ! new_enough "$venv/bin/python"; then
    can_make_venv "$python" || apt_install python3-venv
    "$python" -m venv --clear --without-pip "$venv"
fi

# pip stands in an environment that is removed again: what runs does not need it. It resolves nothing, as the lock names
# every package, and compiles nothing: Python does that for the modules that are imported, when they first are.
trap 'rm -rf "$installer"' EXIT
trap 'exit 130' INT TERM
can_make_venv "$venv/bin/python" || apt_install python3-venv
"$venv/bin/python" -m venv --clear "$installer"
install() {
    "$installer/bin/python" -m pip --python "$venv/bin/python" install \
        --quiet --disable-pip-version-check --no-deps --no-compile "$@"
}
say "installing $lock into $venv"
install --require-hashes -r "$lock"
install --editable .

# What commands import is compiled once, by what workers load and by a command that reads a tiny scan: later ones start
# quickly, also where the environment forbids Python to write bytecode.
PYTHONDONTWRITEBYTECODE='' "$venv/bin/python" -c 'import pipeline.batch.workers.preload, pandas' || true
PYTHONDONTWRITEBYTECODE='' "$venv/bin/python" -m pipeline doctor >/dev/null 2>&1 || true
