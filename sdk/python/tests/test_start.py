"""The run: header, resources, settings, clocks, the switch, and W13: started twice or loaded twice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable
from unittest import mock

import lapline
from lapline import settings, usage

from .support import PACKAGE_ROOT, FolderCase, TracedCase, read_log


class HeaderTest(FolderCase):
    def test_is_the_first_line_and_says_what_ran(self) -> None:
        self.run_script(
            """
            import lapline
            lapline.start("returns", version="1.2.3", conversation="eligible return", cold=False)
            with lapline.TimingContext("x"):
                pass
            """
        )
        header, record = read_log(self.logs()[0])[:2]
        attributes = header["attributes"]
        self.assertEqual(
            (header["metric"], header["name"], header["duration_ms"]), ("run", "run returns", 0)
        )
        self.assertEqual(header["run_id"], record["run_id"])
        self.assertGreater(attributes.pop("process.pid"), 1)
        self.assertEqual(
            attributes,
            {
                "telemetry.sdk.language": "python",
                "telemetry.sdk.version": lapline.__version__,
                "service.name": "returns",
                "service.version": "1.2.3",
                "lapline.root": self.folder,
                "lapline.start": "warm",
                "lapline.conversation": "eligible return",
            },
        )
        self.assertEqual(self.logs()[0].parent, Path(self.folder, ".lapline"))

    def test_names_commit_and_changes_of_the_working_tree(self) -> None:
        git = (
            "git",
            "-c",
            "user.name=n",
            "-c",
            "user.email=e@example.com",
            "-c",
            "init.defaultBranch=main",
        )
        script = "import lapline\nwith lapline.TimingContext('x'): pass\n"
        Path(self.folder, ".gitignore").write_text(".lapline/\n", encoding="utf-8")
        self.write_script(script)
        for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "x")):
            subprocess.run([*git, *command], cwd=self.folder, check=True)
        self.run_script(script)
        Path(self.folder, ".gitignore").write_text(".lapline/\n#\n", encoding="utf-8")
        self.run_script(script)
        clean, dirty = sorted(
            (read_log(path)[0]["attributes"] for path in self.logs()),
            key=lambda a: a["process.pid"],
        )
        head = subprocess.run(
            [*git, "rev-parse", "HEAD"],
            cwd=self.folder,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.assertEqual(
            {clean["vcs.ref.head.revision"], dirty["vcs.ref.head.revision"]}, {head.stdout.strip()}
        )
        self.assertEqual({clean["lapline.git.dirty"], dirty["lapline.git.dirty"]}, {False, True})

    def test_takes_service_and_folder_from_the_environment(self) -> None:
        env = {
            "OTEL_SERVICE_NAME": "a/b c",
            "OTEL_RESOURCE_ATTRIBUTES": "service.version=9,x=y",
            "LAPLINE_DIR": "logs",
        }
        self.run_script(
            "import lapline\nlapline.start('ignored')\nwith lapline.step('x'): pass\n", env=env
        )
        (log,) = self.logs()
        self.assertEqual(log.parent, Path(self.folder, "logs"))
        self.assertIn("-a_b_c-", log.name)
        attributes = read_log(log)[0]["attributes"]
        self.assertEqual(
            (attributes["service.name"], attributes["service.version"]), ("a/b c", "9")
        )

    def test_names_a_service_after_its_script_or_package(self) -> None:
        with mock.patch.object(sys, "argv", ["/x/returns.py"]):
            self.assertEqual(settings.script_name(), "returns")
        with mock.patch.object(sys, "argv", ["/x/returns/__main__.py"]):
            self.assertEqual(settings.script_name(), "returns")
        with mock.patch.object(sys, "argv", ["-c"]):
            self.assertEqual(settings.script_name(), "python")


class SwitchTest(FolderCase):
    def test_writes_nothing_and_wraps_nothing_when_switched_off(self) -> None:
        script = """
            import threading
            import lapline

            def work():
                return 1

            assert lapline.timed(work) is work
            assert lapline.tool("x")(work) is work
            with lapline.turn("x") as span:
                span.annotate({"a": 1}); span.correlate("s"); span.mark_error("x")
                lapline.annotate({"a": 1})
            lapline.PerformanceLogger().log("span", 1)
            lapline.start()
            print(threading.active_count(), lapline.flush(), lapline.log_path())
        """
        for env in (
            {"LAPLINE_DISABLED": "1"},
            {"OTEL_SDK_DISABLED": "true"},
            {"OTEL_SDK_DISABLED": "TRUE"},
        ):
            done = self.run_script(script, env=env)
            self.assertEqual((done.stdout, done.stderr), ("1 True None\n", ""))
        self.assertEqual(self.logs(), [])

    def test_stops_at_shutdown_and_goes_on_at_the_next_start(self) -> None:
        work: Callable[[], int] = lapline.timed(lambda: 1)
        lapline.start("a", directory=self.folder, resources=False, signals=False)
        work()
        lapline.start("a", directory=self.folder, enabled=False)
        work()
        lapline.start("b", directory=self.folder, resources=False, signals=False)
        work()
        lapline.shutdown()
        self.assertEqual([len(read_log(path)) for path in self.logs()], [2, 2])


class TwiceTest(FolderCase):
    def test_w13_started_twice_has_one_file_and_one_header(self) -> None:
        self.addCleanup(lapline.shutdown)
        for _ in range(3):
            lapline.start("twice", directory=self.folder, resources=False, signals=False)
            with lapline.TimingContext("x"):
                pass
        lapline.flush()
        (log,) = self.logs()
        self.assertEqual(
            [line["metric"] for line in read_log(log)], ["run", "span", "span", "span"]
        )

    def test_w13_two_copies_in_one_process_write_a_file_each(self) -> None:
        shutil.copytree(PACKAGE_ROOT / "lapline", Path(self.folder, "vendored"))
        done = self.run_script(
            """
            import lapline, vendored

            def work():
                return None

            first, second = lapline.timed(work), vendored.timed(work)
            lapline.start("same"); vendored.start("same")
            for _ in range(100):
                first(); second()
            print(lapline.flush(), vendored.flush())
            """,
            env={"LAPLINE_RESOURCES": "0"},
        )
        self.assertEqual((done.stdout, done.stderr), ("True True\n", ""))
        self.assertEqual([len(read_log(path)) for path in self.logs()], [101, 101])
        self.assertEqual(len({record["span_id"] for record in self.records()}), 200)
        self.assertEqual(len({record["run_id"] for record in self.records()}), 2)


class ClockTest(TracedCase):
    def test_w11_takes_durations_from_the_monotonic_clock_when_the_wall_clock_is_stepped(
        self,
    ) -> None:
        real = time.time_ns
        for step in (-3_600, 3_600):
            with lapline.TimingContext("turn"):
                with mock.patch("time.time_ns", lambda step=step: real() + step * 10**9):
                    with lapline.TimingContext("inner"):
                        pass
        inner1, turn1, inner2, turn2 = self.records()
        for inner, turn in ((inner1, turn1), (inner2, turn2)):
            self.assertTrue(0 <= inner["duration_ms"] <= turn["duration_ms"] < 60_000)
            self.assertLessEqual(inner["timestamp"], turn["timestamp"])

    def test_ends_at_its_timestamp_in_utc(self) -> None:
        with mock.patch("time.time_ns", lambda: 1_765_713_600_123_456_789):
            with lapline.TimingContext("x"):
                pass
        self.assertRegex(self.only()["timestamp"], r"^2025-12-14T12:00:00\.12\d{4}Z$")


class ResourceTest(FolderCase):
    def test_writes_a_resource_line_when_a_turn_ends(self) -> None:
        lapline.start("r", directory=self.folder, signals=False)
        with lapline.turn("Agent"):
            pass
        lapline.shutdown()
        lines = [line for line in self.lines() if line["metric"] == "resource"]
        self.assertEqual(len(lines), 1)
        attributes = lines[0]["attributes"]
        self.assertGreater(attributes["process.memory.rss_bytes"], 10**6)
        self.assertGreaterEqual(attributes["process.cpu.utilization"], 0)
        self.assertGreaterEqual(attributes["process.thread.count"], 1)
        self.assertEqual(lines[0]["run_id"], self.lines()[0]["run_id"])

    def test_writes_one_a_second_while_spans_run_and_none_when_idle(self) -> None:
        clock = [100.0]
        with mock.patch("lapline.usage.time.monotonic", lambda: clock[0]):
            used = usage.Usage()
            told = []
            for second in range(10):
                clock[0] += 1.0
                if second < 5:
                    with mock.patch.dict("lapline.usage.open_spans", {"x": None}):
                        told.append(used.line())
                else:
                    told.append(used.line())
        self.assertEqual([line is not None for line in told], [True] * 6 + [False] * 4)

    def test_tells_resident_memory_without_proc(self) -> None:
        with mock.patch("builtins.open", side_effect=OSError):
            self.assertGreater(usage.rss_bytes() or 0, 10**6)
        self.assertGreater(os.sysconf("SC_PAGE_SIZE"), 0)
