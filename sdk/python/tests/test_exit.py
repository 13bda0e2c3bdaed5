"""W7: however the process ends, what ended is on disk and what was open is told as interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import unittest

from .support import FolderCase, Record, script_env

NO_RESOURCES = {"LAPLINE_RESOURCES": "0"}

OPEN = """
    import os, signal, sys, threading, time
    import lapline

    @lapline.timed(name="done")
    def done():
        return None

    {setup}
    with lapline.turn("Agent"):
        done()
        with lapline.tool("Slow"):
            {body}
"""


class ExitTest(FolderCase):
    def ended(self) -> dict[str, str]:
        """Name to status of every record."""
        return {record["name"]: record["status"] for record in self.records()}

    def test_w7_uncaught_exception(self) -> None:
        done = self.run_script(
            OPEN.format(setup="", body="raise ValueError('boom')"), env=NO_RESOURCES
        )
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stderr.rstrip().endswith("ValueError: boom"), done.stderr)
        self.assertEqual(
            self.ended(),
            {"done": "ok", "execute_tool Slow": "error", "invoke_agent Agent": "error"},
        )

    def test_w7_sys_exit_inside_a_span(self) -> None:
        done = self.run_script(OPEN.format(setup="", body="sys.exit(9)"), env=NO_RESOURCES)
        self.assertEqual((done.returncode, done.stderr), (9, ""))
        self.assertEqual(
            self.ended(),
            {"done": "ok", "execute_tool Slow": "interrupted", "invoke_agent Agent": "interrupted"},
        )

    def test_w7_exit_while_other_threads_are_inside_spans(self) -> None:
        body = "threading.Thread(target=inside, daemon=True).start(); entered.wait()"
        setup = """entered = threading.Event()
    def inside():
        with lapline.TimingContext("daemon"):
            entered.set()
            threading.Event().wait()"""
        done = self.run_script(OPEN.format(setup=setup, body=body), env=NO_RESOURCES)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.ended()["daemon"], "interrupted")
        self.assertEqual(self.ended()["invoke_agent Agent"], "ok")

    def test_w7_spans_that_end_after_our_exit_handler(self) -> None:
        setup = """import atexit
    atexit.register(lambda: [done() for _ in range(3)])"""
        done = self.run_script(OPEN.format(setup=setup, body="pass"), env=NO_RESOURCES)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual([record["name"] for record in self.records()].count("done"), 4)

    @unittest.skipUnless(hasattr(signal, "SIGHUP"), "this platform has no such signals")
    def test_w7_signals_that_end_the_process(self) -> None:
        for number, status in ((signal.SIGTERM, -15), (signal.SIGHUP, -1), (signal.SIGINT, -2)):
            with self.subTest(number):
                records = self.kill(
                    OPEN.format(setup="", body="print('inside', flush=True); time.sleep(60)"),
                    number,
                    status,
                )
                self.assertEqual(
                    {record["name"]: record["status"] for record in records},
                    {
                        "done": "ok",
                        "execute_tool Slow": "interrupted",
                        "invoke_agent Agent": "interrupted",
                    },
                )
                children = [record for record in records if record["name"] != "invoke_agent Agent"]
                parent = next(
                    record for record in records if record["name"] == "invoke_agent Agent"
                )
                self.assertEqual(
                    {record["parent_span_id"] for record in children}, {parent["span_id"]}
                )

    def test_w7_leaves_a_handler_of_the_host_alone(self) -> None:
        setup = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))"
        records = self.kill(
            OPEN.format(setup=setup, body="print('inside', flush=True); time.sleep(60)"),
            signal.SIGTERM,
            5,
        )
        self.assertEqual(
            [record["status"] for record in records], ["ok", "interrupted", "interrupted"]
        )

    def test_w7_leaves_signals_alone_when_told_to(self) -> None:
        script = """
            import signal
            import lapline
            lapline.start(signals=False)
            print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)
        """
        self.assertEqual(self.run_script(script).stdout, "True\n")
        self.assertEqual(self.run_script(script.replace("signals=False", "")).stdout, "False\n")
        self.assertEqual(
            self.run_script(
                script.replace("signals=False", ""), env={"LAPLINE_SIGNALS": "0"}
            ).stdout,
            "True\n",
        )

    def test_w7_cancelled_tasks_of_a_loop_that_ends(self) -> None:
        done = self.run_script(
            """
            import asyncio
            import lapline

            @lapline.timed(name="background")
            async def background():
                await asyncio.sleep(60)

            async def main():
                asyncio.ensure_future(background())
                await asyncio.sleep(0)
                try:
                    await asyncio.wait_for(background(), 0.01)
                except asyncio.TimeoutError:
                    pass

            asyncio.run(main())
            """,
            env=NO_RESOURCES,
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual([record["status"] for record in self.records()], ["interrupted"] * 2)

    def kill(self, script: str, number: int, status: int) -> list[Record]:
        """Runs the script until it says that it is inside, sends the signal, and answers the
        records of that run.
        """
        before = set(self.logs())
        process = subprocess.Popen(
            [sys.executable, str(self.write_script(script))],
            cwd=self.folder,
            env=script_env({"LAPLINE_RESOURCES": "0"}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None and process.stderr is not None
        try:
            self.assertEqual(process.stdout.readline(), "inside\n")
            os.kill(process.pid, number)
            _, errors = process.communicate(timeout=30)
        finally:
            process.kill()
            process.wait()
        self.assertEqual(process.returncode, status, errors)
        self.assertEqual(len(set(self.logs()) - before), 1)
        (log,) = set(self.logs()) - before
        return [
            record
            for record in self.lines()
            if record["metric"] != "run" and str(log) and self.is_in(record, str(log))
        ]

    def is_in(self, record: Record, log: str) -> bool:
        with open(log, encoding="utf-8") as text:
            return record["span_id"] in text.read()
