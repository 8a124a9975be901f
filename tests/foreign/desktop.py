"""The window of the real binary on a display of its own (Xvfb): it appears, it paints, and it moves."""

import signal
import subprocess
import unittest

from harness import Case, request, wait_until
from smoke import unused_port


class Desktop(Case):
    def setUp(self):
        super().setUp()
        screen = self.start("-displayfd", 1, "-screen", 0, "1280x800x24", "-nolisten", "tcp", program="Xvfb")
        self.environment["DISPLAY"] = ":" + screen.out.wait_for("").strip()
        self.use_server(unused_port())

    def tool(self, *arguments):
        """What an X tool prints; empty when it fails."""
        return subprocess.run(list(map(str, arguments)), env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60).stdout

    def open_window(self, *arguments):
        app = self.start(*arguments)
        window = wait_until("a window", lambda: app.popen.poll() is not None or self.tool(
            "xdotool", "search", "--onlyvisible", "--pid", app.popen.pid).split())
        self.assertIsNone(app.popen.poll(), str(app.err))
        return app, window[0]

    def is_serving(self):
        try:
            return request(f"{self.url}/readyz")[0] == 200
        except OSError:
            return False

    def colours(self, window):
        """How often each colour stands in a picture of the window."""
        self.tool("import", "-window", window, self.home / "window.png")
        return self.tool("convert", self.home / "window.png", "-format", "%c", "histogram:info:-")

    def test_the_window_paints_and_follows(self):
        app, window = self.open_window("--port", self.port, "--data-dir", self.home / "data")
        wait_until("the server in it", self.is_serving)
        empty = wait_until("a painted window", lambda: self.paints(window))
        self.publish("nightly-42", status="running", current_step=5, total_steps=10, name="Nightly build")
        wait_until("another picture", lambda: self.colours(window) not in ("", empty))
        self.end(app)

    def paints(self, window):
        histogram = self.colours(window)
        return histogram if len(histogram.splitlines()) > 16 else ""

    def test_a_second_instance_attaches_and_takes_no_server_down(self):
        first, _ = self.open_window("--port", self.port, "--data-dir", self.home / "data")
        wait_until("the server in it", self.is_serving)
        second, window = self.open_window("--port", self.port, "--data-dir", self.home / "data")
        wait_until("a subscription of each", lambda: self.metric("flowcast_subscriptions") >= 2)
        wait_until("a painted window", lambda: self.paints(window))
        self.end(second)
        self.publish("a", status="running")
        self.end(first, signal.SIGINT)


if __name__ == "__main__":
    unittest.main()
