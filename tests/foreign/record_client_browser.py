"""A web page with the plain JavaScript of the decision record, in headless Chromium, against the real server."""

import http.server
import json
import os
import queue
import shutil
import signal
import subprocess
import threading
import unittest

from harness import PATIENCE, Case

CHROMIUM = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
         "--host-resolver-rules=MAP elsewhere.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]

PAGE = """<!doctype html>
<title>Workflow</title>
<progress id="bar" max="1" value="0"></progress> <span id="text"></span>
<script>
const tell = (event, data) => fetch("/" + event, { method: "POST", body: JSON.stringify(data) });
const bar = document.getElementById("bar"), text = document.getElementById("text");
const socket = new WebSocket("ws://localhost:@PORT@/api/workflows/x/updates");
socket.onopen = () => tell("open", {});
socket.onerror = () => tell("error", {});
socket.onmessage = (event) => {
  const update = JSON.parse(event.data);
  bar.max = update.total_steps;
  bar.value = update.current_step;
  text.textContent = update.workflow_id + " " + update.status + ": " + update.message;
  tell("update", { value: bar.value, max: bar.max, position: bar.position, text: text.textContent,
                   time: new Date(update.timestamp).toISOString() });
};
</script>
"""


class PageServer(http.server.ThreadingHTTPServer):
    """Serves the page, and takes what it tells."""

    daemon_threads = True

    def __init__(self, page):
        super().__init__(("127.0.0.1", 0), PageHandler)
        self.page = page.encode()
        self.told = queue.Queue()
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def next(self):
        try:
            return self.told.get(timeout=3 * PATIENCE)  # a browser's start is slow
        except queue.Empty:
            raise AssertionError("the page says nothing") from None

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class PageHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path == "/"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.page if found else b"")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()
        self.server.told.put((self.path[1:], json.loads(body)))

    def log_message(self, *_):
        pass


@unittest.skipUnless(CHROMIUM, "there is no chromium on this machine")
class RecordClientInABrowser(Case):
    def setUp(self):
        super().setUp()
        self.serve()
        self.page = self.stack.enter_context(PageServer(PAGE.replace("@PORT@", str(self.port))))

    def open_page(self, host):
        arguments = [CHROMIUM, *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={self.home / 'chromium'}",
                     f"http://{host}:{self.page.server_port}/"]
        browser = subprocess.Popen(arguments, env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.stack.callback(self.close_browser, browser)

    @staticmethod
    def close_browser(browser):
        os.killpg(browser.pid, signal.SIGKILL)  # its own session: the browser and its helpers
        browser.wait()

    def test_a_page_shows_the_bar(self):
        self.open_page("127.0.0.1")
        self.assertEqual(self.page.next(), ("open", {}))
        self.publish("y", status="failed", message="not for this page")
        for step in range(1, 5):
            status = "completed" if step == 4 else "running"
            self.publish("x", status=status, current_step=step, total_steps=4, message=f"<b>step {step}</b> \U0001F680",
                         timestamp="2026-11-23T10:15:30.123Z")
            event, seen = self.page.next()
            self.assertEqual(event, "update")
            self.assertEqual(seen, {"value": step, "max": 4, "position": step / 4,
                                    "text": f"x {status}: <b>step {step}</b> \U0001F680",
                                    "time": "2026-11-23T10:15:30.123Z"})

    def test_a_page_of_another_origin_is_refused(self):
        self.open_page("elsewhere.example")
        self.assertEqual(self.page.next(), ("error", {}))


if __name__ == "__main__":
    unittest.main()
