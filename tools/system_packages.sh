#!/bin/sh
# What Qt needs from a Debian or Ubuntu system and no Python wheel can bring.
# Says nothing when nothing is missing. Installs when it may (as root), otherwise prints the one
# line to paste. Never stops the set-up: an offscreen test run needs fewer packages than a window.
set -u

command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 || exit 0

offscreen="libglib2.0-0 libegl1 libgl1 libfontconfig1 libxkbcommon0 libdbus-1-3"
window="libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"

installed() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'
}

# Releases after the change to 64-bit time renamed a few libraries by adding t64.
renamed_here() {
    apt-cache policy "$1t64" 2>/dev/null | grep -q 'Candidate: [^(]'
}

list_missing() {
    missing=""
    for package in $offscreen $window; do
        installed "$package" || installed "${package}t64" || missing="$missing $package"
    done
}

name_for_this_release() {
    names=""
    for package in $missing; do
        if renamed_here "$package"; then
            names="$names ${package}t64"
        else
            names="$names $package"
        fi
    done
}

install_missing() {
    # shellcheck disable=SC2086  # the names are meant to be split
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $names \
        </dev/null >/dev/null 2>&1
}

list_missing
[ -z "$missing" ] && exit 0
name_for_this_release

if [ "$(id -u)" -eq 0 ]; then
    echo "Installing the system packages Qt needs:$names"
    install_missing && exit 0
    apt-get update </dev/null >/dev/null 2>&1
    name_for_this_release # an empty package list knows no renamed package
    install_missing && exit 0
    echo "That did not work. Qt may not start until this has been run:"
    echo "    apt-get update && apt-get install -y$names"
else
    echo "Qt needs system packages that are missing here. Paste this line, then go on:"
    echo "    sudo apt-get update && sudo apt-get install -y$names"
fi
exit 0
