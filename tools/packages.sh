# shellcheck shell=bash
# What a bare Debian 12 or Ubuntu 24.04 lacks, by what it is needed for. Read by ./dev.

packages_of() {
    case $1 in
    build) echo g++ cmake ninja-build qt6-base-dev qt6-websockets-dev qt6-svg-dev libboost-dev libexpected-dev \
        libsimdjson-dev libsqlite3-dev prometheus-cpp-dev ;;
    # Plugins (the SQLite driver, SVG icons) are loaded at run time; a bare machine has no font at all.
    run) echo libqt6sql6-sqlite libqt6svg6 fonts-dejavu-core ;;
    test) echo xvfb xauth xdotool imagemagick python3 python3-websockets chromium curl sqlite3 tmux make ;;
    # This clang-format and no other: each version formats in its own way.
    lint) echo git python3 shellcheck clang-format-14 clang-tidy-14 ;;
    esac
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Ubuntu has Chromium only as a snap; the test that wants it says that it was skipped.
is_optional() {
    [ "$1" = chromium ] && grep -qx ID=ubuntu /etc/os-release
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# need_packages LIST… installs what is missing of the lists, and touches nothing when nothing is.
need_packages() {
    local list package missing=()
    for list in "$@"; do
        for package in $(packages_of "$list"); do
            is_installed "$package" || is_optional "$package" || missing+=("$package")
        done
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "./dev: this machine has no apt-get; in Debian's names, this is needed: ${missing[*]}" >&2
        return 0 # whether it is there under another name, CMake will find out
    fi
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        echo "./dev: run this as root first: apt-get install --no-install-recommends ${missing[*]}" >&2
        return 1
    fi
    echo "./dev: installing ${missing[*]}" >&2
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
}

# promtool checks the alert rules. Its package would also start a Prometheus on the machine, so only the tool is taken.
need_promtool() {
    if ! command -v promtool >/dev/null && command -v apt-get >/dev/null; then
        tests/tools/fetch-promtool >/dev/null
    fi
}
