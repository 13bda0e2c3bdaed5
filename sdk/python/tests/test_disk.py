"""W2 and W3: short writes and full disks lose no more than is counted, and never trouble the host."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path
from typing import Optional
from unittest import mock

from lapline import sink as sinks
from lapline.file_system import FileSystem

from .faults import TRANSIENT, Clock, FaultyFileSystem, line, make_sink
from .support import FolderCase

TEXTS = [f"line {n} {'x' * (n * 7 % 90)}" for n in range(12)]


class DiskTest(FolderCase):
    leaves_whole_lines = False

    def test_w2_loses_nothing_to_a_fault_in_any_single_call(self) -> None:
        for answer in (*TRANSIENT, -1, -5, -60, -130):
            number, calls = 1, 1
            while number <= calls:
                with self.subTest(answer=answer, call=number):
                    calls = self.check(
                        lambda call, n, at=number, a=answer: self.once(call, n, at, a),
                        recovers=True,
                    )
                number += 1
            self.assertGreater(number, 2 * len(TEXTS))

    def test_w2_loses_nothing_to_faults_that_last_and_then_pass(self) -> None:
        for first in range(1, 12):
            for answer in (errno.ENOSPC, -3):
                with self.subTest(answer=answer, first=first):
                    self.check(
                        lambda call, n, f=first, a=answer: self.while_(call, n, f, f + 6, a),
                        recovers=True,
                    )

    def test_w3_counts_every_line_that_a_disk_full_for_good_costs(self) -> None:
        for first in range(2, 12):
            with self.subTest(first=first):
                self.check(
                    lambda call, n, f=first: self.while_(call, n, f, sys.maxsize, errno.ENOSPC),
                    recovers=False,
                )

    def test_w2_warns_once_a_minute_at_most(self) -> None:
        clock = Clock()
        sink = make_sink(
            self.folder,
            FaultyFileSystem(lambda call, n: errno.ENOSPC if call == "write" else None),
            clock,
        )
        with self.assertLogs("lapline", "WARNING") as logs, mock.patch("time.monotonic", clock):
            for _ in range(100):
                sink.push(line("x"))
                clock.now += 1.5
                sink.flush(0)
        self.assertEqual(len(logs.records), 3)
        self.assertIn("will go on trying", logs.output[0])

    def test_w3_bounds_what_waits_and_drops_the_rest_exactly(self) -> None:
        clock, full = Clock(), [True]
        system = FaultyFileSystem(
            lambda call, n: errno.ENOSPC if call == "write" and full[0] else None
        )
        sink = make_sink(self.folder, system, clock)
        with (
            self.assertLogs("lapline"),
            mock.patch.object(sinks, "MAX_PENDING", 2 * sinks.HELP_PENDING),
        ):
            for number in range(60_000):
                sink.push(line(f"{number:040}"))
        waiting = sink.pending
        self.assertEqual(waiting + sink.dropped, 60_000)
        self.assertLess(waiting * len(line("0" * 40)), 3 * sinks.HELP_PENDING)
        full[0] = False
        clock.now += 60
        self.assertTrue(sink.flush(0))
        self.assertEqual((sink.written, len(self.whole())), (waiting, waiting))

    def test_w3_leaves_answer_and_exit_code_of_the_host_alone_and_recovers(self) -> None:
        done = self.run_script(
            """
            import resource, sys
            import lapline

            @lapline.timed
            def work(n):
                return n + 1

            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
            print(sum(work(n) for n in range(2_000)), lapline.flush())
            full = lapline.stats()
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
            print(sum(work(n) for n in range(2_000)), lapline.flush())
            print(full.dropped, full.pending > 0, lapline.stats()[:3], file=sys.stderr)
            sys.exit(7)
            """,
            env={"LAPLINE_RESOURCES": "0"},
        )
        self.assertEqual(
            (done.stdout, done.returncode), ("2001000 False\n2001000 True\n", 7), done.stderr
        )
        warning, counts = done.stderr.splitlines()
        self.assertIn("could not write to", warning)
        self.assertEqual(counts, "0 True (4000, 0, 0)")
        malformed = 0
        names = []
        for text in self.logs()[0].read_bytes().splitlines():
            try:
                names.append(json.loads(text)["name"])
            except ValueError:
                malformed += 1
        self.assertEqual((names.count("work"), names[0], malformed), (4_000, "run agent", 1))

    def check(self, fault: object, recovers: bool) -> int:
        """Writes through the fault, one line at a time; answers how many system calls that took."""
        Path(self.folder, "log.jsonl").unlink(missing_ok=True)
        clock, off = Clock(), []
        system = FaultyFileSystem(fault)  # type: ignore[arg-type]
        sink = make_sink(self.folder, system, clock, lambda: off.append(1))
        with mock.patch("lapline.sink.warn"):
            for text in TEXTS:
                sink.push(line(text))
                sink.flush(0)
                clock.now += 1
            for _ in range(20):
                clock.now += 1
                sink.flush(0)
            sink.close(0)
        found = self.whole()
        self.assertEqual(off, [])
        self.assertEqual(len(found) + sink.dropped, len(TEXTS))
        self.assertEqual(found, [text for text in TEXTS if text in found])
        self.assertEqual(sink.written, len(found))
        if recovers:
            self.assertEqual(sink.dropped, 0)
        return system.calls

    def whole(self) -> list[str]:
        """The names in the file; what is no JSON must be the start of a line that was written
        again.
        """
        names = []
        path = Path(self.folder, "log.jsonl")
        for text in path.read_text(encoding="utf-8").split("\n") if path.exists() else []:
            if text.endswith('"}'):
                names.append(json.loads(text)["name"])
            else:
                self.assertTrue(
                    line("header").startswith(text) or any(line(t).startswith(text) for t in TEXTS),
                    text,
                )
        return [name for name in names if name != "header"]

    def once(self, call: str, number: int, at: int, answer: int) -> Optional[int]:
        return answer if number == at and (answer > 0 or call == "write") else None

    def while_(self, call: str, number: int, first: int, end: int, answer: int) -> Optional[int]:
        return answer if first <= number < end and call == "write" else None


class RealFileSystemTest(FolderCase):
    leaves_whole_lines = False

    def test_w2_ends_the_unfinished_line_of_another_process(self) -> None:
        path = Path(self.folder, "log.jsonl")
        path.write_bytes(b'{"v":1,"name":"whole"}\n{"v":1,"na')
        sink = make_sink(self.folder, FileSystem(), Clock(), is_shared=True)
        sink.push(line("mine"))
        self.assertTrue(sink.flush(0))
        self.assertEqual(
            path.read_text(encoding="utf-8"),
            '{"v":1,"name":"whole"}\n{"v":1,"na\n' + line("header") + line("mine"),
        )
