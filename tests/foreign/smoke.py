"""The real binary in each of its modes without a window: does it start, do its work and end as it says?"""

import asyncio
import json
import signal
import socket
import unittest

import websockets

from harness import PATIENCE, Case, request, wait_until


def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Serve(Case):
    def test_answers_and_ends_on_sigterm_and_sigint(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            server = self.serve()
            self.assertEqual(request(f"{self.url}/healthz")[0], 200)
            self.assertEqual(request(f"{self.url}/readyz")[0], 200)
            self.end(server, number)

    def test_tells_every_client_that_it_goes(self):
        async def scenario():
            server = self.serve()
            sockets = [await websockets.connect(f"{self.ws}/api/workflows/a/updates") for _ in range(20)]
            sockets.append(await websockets.connect(f"{self.ws}/api/publish"))
            await asyncio.to_thread(self.end, server)
            for client in sockets:
                await asyncio.wait_for(client.wait_closed(), PATIENCE)
                self.assertEqual(client.close_code, 1001)
        asyncio.run(scenario())

    def test_keeps_what_was_published(self):
        server = self.serve()
        self.publish("a", status="running", current_step=1)
        self.end(server)
        self.serve()
        self.assertEqual(self.publish("a", current_step=2)["version"], 2)

    def test_loses_nothing_that_it_answered_when_killed(self):
        server = self.serve()
        for step in range(1, 51):
            self.publish("a", status="running", current_step=step)
        server.signal(signal.SIGKILL)
        self.serve()
        self.assertEqual(json.loads(request(f"{self.url}/api/workflows/a")[1])["version"], 50)

    def test_says_when_the_port_is_taken(self):
        self.serve()
        code, _, err = self.run_to_end("serve", "--port", self.port, "--data-dir", self.home / "other")
        self.assertNotEqual(code, 0)
        self.assertIn(str(self.port), err)


class WithServer(Case):
    def setUp(self):
        super().setUp()
        self.server = self.serve()


class Publish(WithServer):
    def test_publishes(self):
        code, _, err = self.run_to_end("publish", "nightly-42", "--status", "running", "--step", 3, "--total", 10,
                                       "--message", "Linking", "--name", "Nightly build")
        self.assertEqual(code, 0, err)
        state = json.loads(request(f"{self.url}/api/workflows/nightly-42")[1])
        self.assertEqual([state[name] for name in ("status", "current_step", "total_steps", "message", "name")],
                         ["running", 3, 10, "Linking", "Nightly build"])

    def test_says_what_was_wrong(self):
        code, _, err = self.run_to_end("publish", "a", "--status", "nope")
        self.assertEqual(code, 2)
        self.assertIn("status", err)

    def test_says_when_there_is_no_server(self):
        self.use_server(unused_port())
        code, _, err = self.run_to_end("publish", "a", "--status", "running")
        self.assertEqual(code, 4)
        self.assertIn(str(self.port), err)


class List(WithServer):
    def test_lists_workflows(self):
        self.publish("nightly-42", status="running", current_step=3, total_steps=10, name="Nightly build")
        self.publish("evil", status="failed", message="\x1b[2Jgone")
        code, out, err = self.run_to_end("list")
        self.assertEqual(code, 0, err)
        self.assertIn("Nightly build", out)
        self.assertIn("evil", out)
        self.assertNotIn("\x1b", out)

    def test_lists_json(self):
        self.publish("a", status="running", current_step=3)
        self.publish("b", status="failed")
        code, out, err = self.run_to_end("list", "--json")
        self.assertEqual(code, 0, err)
        updates = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([(update["workflow_id"], update["status"]) for update in updates],
                         [("a", "running"), ("b", "failed")])

    def test_an_empty_server_is_no_failure(self):
        self.assertEqual(self.run_to_end("list", "--json")[:2], (0, ""))

    def test_says_when_there_is_no_server(self):
        self.use_server(unused_port())
        code, _, err = self.run_to_end("list")
        self.assertEqual(code, 4)
        self.assertIn(str(self.port), err)


class Watch(WithServer):
    def test_the_exit_code_tells_the_outcome(self):
        for status, expected in (("completed", 0), ("failed", 1), ("cancelled", 3)):
            workflow = f"ends-{status}"
            watch = self.start("watch", workflow)
            self.publish(workflow, status="running", current_step=1, total_steps=2, message="half way")
            watch.out.wait_for("half way")
            self.publish(workflow, status=status)
            self.assertEqual(watch.wait(), expected, str(watch.err))

    def test_json_is_a_line_for_each_update(self):
        watch = self.start("watch", "--json", "a", "b")
        for step in range(1, 4):
            self.publish("a", status="completed" if step == 3 else "running", current_step=step)
            self.publish("other", current_step=step)
            self.publish("b", status="completed" if step == 3 else "running", current_step=step)
        self.assertEqual(watch.wait(), 0, str(watch.err))
        updates = [json.loads(line) for line in watch.out.seen]
        self.assertEqual({update["workflow_id"] for update in updates}, {"a", "b"})
        self.assertEqual([update["status"] for update in updates].count("completed"), 2)

    def test_goes_on_over_a_restart_of_the_server(self):
        watch = self.start("watch", "a")
        self.publish("a", status="running", message="before")
        watch.out.wait_for("before")
        self.server.signal(signal.SIGKILL)
        self.server = self.start("serve", "--port", self.port, "--data-dir", self.home / "data")
        self.server.err.wait_for("listening on ")
        self.publish("a", status="completed", message="after")
        self.assertEqual(watch.wait(), 0, str(watch.err))
        self.assertIn("after", str(watch.out))

    def test_says_when_there_is_no_server(self):
        self.use_server(unused_port())
        code, _, err = self.run_to_end("watch", "--max-retries", 2, "a")
        self.assertEqual(code, 4)
        self.assertIn(str(self.port), err)

    def test_a_bad_id_is_a_usage_error(self):
        self.assertEqual(self.run_to_end("watch", "a/b")[0], 2)


class Run(WithServer):
    def state(self, workflow):
        status, body = request(f"{self.url}/api/workflows/{workflow}")
        return json.loads(body) if status == 200 else None

    def test_runs_and_publishes(self):
        code, out, err = self.run_to_end("run", "--id", "job", "--name", "A job", "--", "sh", "-c",
                                         "echo '[1/2] Compiling'; echo '[2/2] Linking'; echo to stderr >&2")
        self.assertEqual(code, 0, err)
        self.assertIn("[2/2] Linking", out)
        self.assertIn("to stderr", err)
        state = self.state("job")
        self.assertEqual([state[name] for name in ("status", "current_step", "total_steps", "name")],
                         ["completed", 2, 2, "A job"])

    def test_gives_the_exit_code_of_the_command(self):
        for code in (1, 2, 42):
            self.assertEqual(self.run_to_end("run", "--id", f"exits-{code}", "--", "sh", "-c", f"exit {code}")[0], code)
            self.assertEqual(self.state(f"exits-{code}")["status"], "failed")

    def test_runs_without_a_server(self):
        self.use_server(unused_port())
        code, out, err = self.run_to_end("run", "--", "echo", "hello")
        self.assertEqual((code, out), (0, "hello\n"), err)

    def test_passes_a_signal_on(self):
        run = self.start("run", "--id", "job", "--", "sh", "-c", "trap 'echo caught; exit 7' TERM; echo ready; "
                         "while :; do sleep 0.1; done")
        run.out.wait_for("ready")
        self.assertEqual(run.signal(signal.SIGTERM), 7, str(run.err))
        self.assertIn("caught", str(run.out))
        wait_until("an end", lambda: self.state("job")["status"] in ("failed", "cancelled"))


class Help(Case):
    def test_every_command_explains_itself(self):
        for command in ("serve", "publish", "list", "watch", "run"):
            for option in ("--help", "-h"):
                code, out, err = self.run_to_end(command, option)
                self.assertEqual((code, err), (0, ""), command)
                self.assertIn("flowcast " + command, out)
        code, out, _ = self.run_to_end("--help")
        self.assertEqual(code, 0)
        for command in ("serve", "publish", "list", "watch", "run"):
            self.assertIn(command, out)

    def test_says_its_version(self):
        code, out, _ = self.run_to_end("--version")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^(?i:flowcast) \d+\.\d+\.\d+")

    def test_a_wrong_command_is_a_usage_error(self):
        for arguments in (["nonsense"], ["serve", "--nonsense"], ["publish"], ["serve", "--port", "70000"], ["run"]):
            code, out, err = self.run_to_end(*arguments)
            self.assertEqual((code, out), (2, ""), arguments)
            self.assertNotEqual(err, "", arguments)


if __name__ == "__main__":
    unittest.main()
