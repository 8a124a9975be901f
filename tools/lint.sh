#!/usr/bin/env bash
# lint.sh [--all|--quick]: everything that can be said about the code without running it. See ./dev help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The C++ files that differ from main: committed on this branch, changed since, or new.
changed_files() {
    local base
    base=$(git merge-base HEAD main 2>/dev/null || git rev-parse HEAD)
    git diff --name-only --diff-filter=d "$base" -- '*.cpp'
    git ls-files --others --exclude-standard -- '*.cpp'
}

status=0
echo "== clang-format"
git ls-files -z -- '*.cpp' '*.h' | xargs -0 -r clang-format-14 --dry-run -Werror || status=1
echo "== shellcheck"
{
    git ls-files -z -- '*.sh'
    git grep -lzI -e '^#!.*sh$' -- dev .ci tools tests
} | sort -zu | xargs -0 -r shellcheck || status=1
echo "== include directions"
python3 tools/include_direction.py . || status=1

if [ "${1-}" != --quick ]; then
    echo "== clang-tidy"
    cmake --preset dev >/dev/null
    # The generated headers (moc) must be there.
    cmake --build --preset dev
    if [ "${1-}" = --all ]; then
        git ls-files -- '*.cpp'
    else
        changed_files | sort -u
    fi | xargs -r -n 1 -P "$(nproc)" clang-tidy-14 --quiet -p build/dev --warnings-as-errors='*' || status=1
fi
exit $status
