"""A client that knows only the decision record's six fields, on Debian's python3-websockets: not our code."""

import asyncio
import json
import unittest

import websockets

from harness import PATIENCE, Case, request, wait_until

SIX = {"workflow_id": str, "status": str, "current_step": int, "total_steps": int, "message": str, "timestamp": str}


async def next_update(socket):
    """The six fields of the next message, each of its type; nothing else is looked at."""
    message = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
    for name, kind in SIX.items():
        assert type(message[name]) is kind, f"{name} of {message}"
    return {name: message[name] for name in SIX}


def record_update(workflow, step, status="running"):
    return {"workflow_id": workflow, "status": status, "current_step": step, "total_steps": 10,
            "message": f"step {step} of {workflow}", "timestamp": "2026-11-23T10:15:30.123Z"}


class RecordClient(Case):
    def setUp(self):
        super().setUp()
        self.server = self.serve()

    def subscribe(self, workflow):
        return websockets.connect(f"{self.ws}/api/workflows/{workflow}/updates", open_timeout=PATIENCE)

    async def publish_record(self, update):
        return await asyncio.to_thread(self.publish, update["workflow_id"], **update)

    async def wait_for_subscriptions(self, count):
        await asyncio.to_thread(wait_until, f"{count} subscriptions",
                                lambda: self.metric("flowcast_subscriptions") == count)

    def test_follows_a_workflow_that_does_not_exist_yet(self):
        async def scenario():
            async with self.subscribe("nightly-42") as socket:
                for step in range(11):
                    update = record_update("nightly-42", step, "completed" if step == 10 else "running")
                    await self.publish_record(update)
                    self.assertEqual(await next_update(socket), update)
        asyncio.run(scenario())

    def test_gets_the_state_now_when_it_comes_late(self):
        async def scenario():
            for step in range(5):
                await self.publish_record(record_update("late", step))
            async with self.subscribe("late") as socket:
                self.assertEqual(await next_update(socket), record_update("late", 4))
                await self.publish_record(record_update("late", 5))
                self.assertEqual(await next_update(socket), record_update("late", 5))
        asyncio.run(scenario())

    def test_every_subscriber_gets_its_own_workflow_and_no_other(self):
        async def scenario():
            async with self.subscribe("a") as first, self.subscribe("a") as second, self.subscribe("b") as other:
                for step in range(1, 6):
                    await self.publish_record(record_update("a", step))
                    await self.publish_record(record_update("b", step))
                for socket, workflow in ((first, "a"), (second, "a"), (other, "b")):
                    for step in range(1, 6):
                        self.assertEqual(await next_update(socket), record_update(workflow, step))
                # A pong comes behind everything that was sent before it: nothing more is on its way.
                for socket in (first, second, other):
                    await asyncio.wait_for(await socket.ping(), PATIENCE)
                    with self.assertRaises(asyncio.TimeoutError):
                        await asyncio.wait_for(socket.recv(), 0.05)
        asyncio.run(scenario())

    def test_publishes_over_a_websocket(self):
        async def scenario():
            async with self.subscribe("ws") as watcher, websockets.connect(f"{self.ws}/api/publish") as producer:
                for step in range(1, 4):
                    await producer.send(json.dumps({"type": "publish", "request": step} | record_update("ws", step)))
                    answer = json.loads(await asyncio.wait_for(producer.recv(), PATIENCE))
                    self.assertEqual((answer["type"], answer["request"], answer["version"]), ("ack", step, step))
                    self.assertEqual(await next_update(watcher), record_update("ws", step))
        asyncio.run(scenario())

    def test_a_bad_publish_is_refused_and_the_socket_lives_on(self):
        async def scenario():
            async with websockets.connect(f"{self.ws}/api/publish") as producer:
                await producer.send(json.dumps({"type": "publish", "request": 1, "workflow_id": "a", "status": "no"}))
                answer = json.loads(await asyncio.wait_for(producer.recv(), PATIENCE))
                self.assertEqual((answer["type"], answer["request"], answer["field"]), ("problem", 1, "status"))
                await producer.send("{")
                self.assertEqual(json.loads(await asyncio.wait_for(producer.recv(), PATIENCE))["type"], "problem")
                await producer.send(json.dumps({"type": "publish", "request": 2} | record_update("a", 1)))
                self.assertEqual(json.loads(await asyncio.wait_for(producer.recv(), PATIENCE))["type"], "ack")
        asyncio.run(scenario())

    def test_pings_are_answered(self):
        async def scenario():
            async with self.subscribe("quiet") as socket:
                for payload in (b"", b"flowcast", b"x" * 125):
                    await asyncio.wait_for(await socket.ping(payload), PATIENCE)
        asyncio.run(scenario())

    def test_a_client_that_left_is_cleaned_up(self):
        async def scenario():
            stays = await self.subscribe("a")
            polite = await self.subscribe("a")
            rude = await self.subscribe("a")
            await self.wait_for_subscriptions(3)
            await polite.close()
            rude.transport.abort()
            await self.wait_for_subscriptions(1)
            await self.publish_record(record_update("a", 1))
            self.assertEqual(await next_update(stays), record_update("a", 1))
            await stays.close()
            await self.wait_for_subscriptions(0)
        asyncio.run(scenario())

    def test_a_deleted_workflow_ends_the_socket_with_4410(self):
        async def scenario():
            await self.publish_record(record_update("gone", 1))
            async with self.subscribe("gone") as socket:
                await next_update(socket)
                status, _ = await asyncio.to_thread(request, f"{self.url}/api/workflows/gone", None, "DELETE")
                self.assertEqual(status, 204)
                with self.assertRaises(websockets.ConnectionClosed):
                    await asyncio.wait_for(socket.recv(), PATIENCE)
                self.assertEqual(socket.close_code, 4410)
        asyncio.run(scenario())

    def test_a_bad_id_is_refused_at_the_door(self):
        async def scenario():
            for workflow in ("a%2Fb", "a%00", "..", "x" * 201):
                with self.assertRaises(websockets.InvalidHandshake):
                    async with self.subscribe(workflow):
                        pass
        asyncio.run(scenario())

    def test_sees_everything_of_all_workflows(self):
        async def scenario():
            await self.publish_record(record_update("old", 1))
            async with websockets.connect(f"{self.ws}/api/updates") as socket:
                self.assertEqual(await next_update(socket), record_update("old", 1))
                synced = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
                self.assertEqual((synced["type"], synced["complete"]), ("synced", True))
                await self.publish_record(record_update("new", 1))
                self.assertEqual(await next_update(socket), record_update("new", 1))
        asyncio.run(scenario())


if __name__ == "__main__":
    unittest.main()
