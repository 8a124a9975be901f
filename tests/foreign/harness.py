"""The real binary, started and ended for one test, and plain HTTP to it. FLOWCAST_BINARY says which binary."""

import contextlib
import json
import os
import pathlib
import queue
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request

BINARY = os.environ["FLOWCAST_BINARY"]
PATIENCE = 20  # seconds until something that must happen has failed to

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback, whatever the environment says


def request(url, body=None, method=None):
    """Status and body of an HTTP request; a refusal is an answer too."""
    data = None if body is None else json.dumps(body).encode()
    call = urllib.request.Request(url, data, {"Content-Type": "application/json"} if data else {}, method=method)
    try:
        with _opener.open(call, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def wait_until(what, condition):
    """Looks at the condition again and again; gives its first true value."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {PATIENCE} s")


class Process:
    """A process of the test's own with its output read as it comes. Ended by its id."""

    def __init__(self, arguments, environment, **options):
        self.popen = subprocess.Popen(arguments, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True, errors="replace", **options)
        self.out = Lines(self.popen.stdout)
        self.err = Lines(self.popen.stderr)

    def wait(self):
        try:
            code = self.popen.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.popen.args} does not end\n{self.out}{self.err}") from None
        self.out.thread.join(PATIENCE)
        self.err.thread.join(PATIENCE)
        return code

    def signal(self, number):
        self.popen.send_signal(number)
        return self.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.popen.poll() is None:
            self.popen.kill()
            self.popen.wait()
        for lines in (self.out, self.err):
            lines.thread.join(PATIENCE)
            lines.stream.close()


class Lines:
    """What a process writes, line by line, read in a thread so that no pipe fills up."""

    def __init__(self, stream):
        self.stream = stream
        self.seen = []
        self._queue = queue.Queue()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        for line in self.stream:
            self.seen.append(line)
            self._queue.put(line)
        self._queue.put(None)

    def wait_for(self, text):
        """The first line with this text that was not waited for before."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                line = self._queue.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f"no line with {text!r} in:\n{self}")
            if text in line:
                return line

    def __str__(self):
        return "".join(self.seen)


class Case(unittest.TestCase):
    """A test with a home of its own, so that it neither finds nor leaves anything on the machine."""

    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.home = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        self.environment = {name: value for name, value in os.environ.items()
                            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "FLOWCAST_SERVER", "QT_QPA_PLATFORM")
                            and not name.startswith("XDG_")}
        self.environment |= {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.home), "LC_ALL": "C.UTF-8"}

    def start(self, *arguments, program=BINARY, **options):
        return self.stack.enter_context(Process([program, *map(str, arguments)], self.environment, **options))

    def run_to_end(self, *arguments):
        process = self.start(*arguments)
        code = process.wait()
        return code, str(process.out), str(process.err)

    def serve(self, *arguments):
        """Starts a server on a free port. What it is asked for: url, ws and the client commands' FLOWCAST_SERVER."""
        server = self.start("serve", "--port", 0, "--data-dir", self.home / "data", *arguments)
        host_and_port = server.err.wait_for("listening on ").rsplit(" ", 1)[1].strip()
        self.assertTrue(host_and_port.startswith("127.0.0.1:"), host_and_port)
        self.use_server(int(host_and_port.rsplit(":", 1)[1]))
        return server

    def use_server(self, port):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.ws = f"ws://127.0.0.1:{port}"
        self.environment["FLOWCAST_SERVER"] = self.ws

    def publish(self, workflow, **fields):
        status, body = request(f"{self.url}/api/workflows/{workflow}/updates", fields)
        self.assertIn(status, (200, 201), body)
        return json.loads(body)

    def metric(self, name):
        for line in request(f"{self.url}/metrics")[1].splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        raise AssertionError(f"no metric {name}")

    def end(self, process, number=signal.SIGTERM):
        self.assertEqual(process.signal(number), 0, str(process.err))
