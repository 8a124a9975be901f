#!/usr/bin/env bash
# run.sh [--headless] [--port N]: Flowcast with a real job in it: its own build, from nothing. Called by ./dev run.
# Everything it leaves is in build/demo; Ctrl-C ends all it started.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

flowcast=$PWD/build/dev/app/flowcast
demo=$PWD/build/demo
job=own-build
headless=no
port=8001
while [ $# -gt 0 ]; do
    case $1 in
    --headless) headless=yes ;;
    --port)
        port=$2
        shift
        ;;
    *)
        echo "./dev run: unknown option $1" >&2
        exit 2
        ;;
    esac
    shift
done
if [ $headless = no ] && [ -z "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; then
    echo "./dev run: there is no display here, so this goes on in the terminal (as with --headless)." >&2
    headless=yes
fi
export FLOWCAST_SERVER=ws://127.0.0.1:$port

started=()
# shellcheck disable=SC2317 # called by the trap
# The server last, so that it is still told how the job ended. TERM, because a shell starts background commands deaf to
# Ctrl-C.
end_all() {
    trap - EXIT
    local i
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        kill "${started[i]}" 2>/dev/null || true
        wait "${started[i]}" || true
    done
}
trap end_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# in_background COMMAND…: its process id becomes $!.
in_background() {
    "$@" &
    started+=($!)
}

# The first process is the server (or the window that holds it).
wait_until_ready() {
    local deadline=$((SECONDS + 30))
    until "$flowcast" list >/dev/null 2>&1; do
        if ! kill -0 "${started[0]}" 2>/dev/null || [ $SECONDS -ge $deadline ]; then
            echo "./dev run: Flowcast did not start on port $port" >&2
            exit 1
        fi
        sleep 0.1
    done
}

prepare_job() {
    rm -rf "$demo/build"
    mkdir -p "$demo"
    cmake -S . -B "$demo/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DBUILD_TESTING=OFF >"$demo/cmake.log"
}

# shellcheck disable=SC2317 # called by in_background
run_job() {
    # Without ccache and two at a time, or it would be over before anybody has looked.
    CCACHE_DISABLE=1 exec "$flowcast" run --id "$job" --name "Flowcast's own build" -- \
        ninja -j 2 -C "$demo/build" flowcast_client flowcast_server
}

prepare_job
if [ $headless = yes ]; then
    in_background "$flowcast" serve --port "$port" --data-dir "$demo/data"
    wait_until_ready
    echo "The job's own output goes to build/demo/job.log."
    in_background run_job >"$demo/job.log" 2>&1
    in_background "$flowcast" watch "$job"
    watch_pid=$!
else
    in_background "$flowcast" --port "$port" --data-dir "$demo/data"
    wait_until_ready
    in_background run_job
fi

outcome=0
if [ $headless = yes ]; then
    wait "$watch_pid" || outcome=$?
    # Somebody at a terminal may want to try more; a script wants the outcome.
    [ -t 1 ] || exit $outcome
    echo "Still serving: curl http://127.0.0.1:$port/api/workflows  (Ctrl-C ends it)"
else
    wait -n || outcome=$? # for the job, or for the window to be closed before
    kill -0 "${started[0]}" 2>/dev/null || exit 0
    echo "The job is over; close the window or press Ctrl-C to end."
fi
wait "${started[0]}" || true
exit $outcome
