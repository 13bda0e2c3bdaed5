"""W5: many processes append to one file, and no line is lost or mixed with another.

A blank line is none: who opens the file while another one writes may take that line for unfinished
and end it.
"""

from __future__ import annotations

import json
import os
import unittest
from collections import Counter
from pathlib import Path
from typing import Callable

import lapline
from lapline.log_file import LogFile

from .faults import line
from .support import FolderCase

PROCESSES = 40


@unittest.skipUnless(hasattr(os, "fork"), "this platform has no fork")
class WritersTest(FolderCase):
    leaves_whole_lines = False

    def setUp(self) -> None:
        super().setUp()
        self.path = Path(self.folder, "log.jsonl")

    def test_w5_40_processes_write_200_lines_each_of_two_tenths_and_of_70_kb(self) -> None:
        def write(process: int) -> None:
            lapline.start(
                "writer", file=str(self.path), root=self.folder, resources=False, signals=False
            )
            for number in range(200):
                with lapline.TimingContext(f"{process}") as span:
                    if number % 2 == 1:
                        span.annotate({f"text {n}": "x" * 14_000 for n in range(5)})
            lapline.shutdown(timeout=60)

        self.in_processes(write)
        names: Counter[str] = Counter()
        longest = 0
        with self.path.open("rb") as log:
            for text in filter(bytes.strip, log):
                names[json.loads(text)["name"]] += 1
                longest = max(longest, len(text))
        self.assertEqual(names.pop("run writer"), PROCESSES)
        self.assertEqual(names, Counter({str(process): 200 for process in range(PROCESSES)}))
        self.assertTrue(60_000 < longest <= 65_536, longest)

    def test_w5_10_000_short_writers(self) -> None:
        def write(process: int) -> None:
            for number in range(250):
                file = LogFile(self.folder, "log.jsonl", lambda: line("header"), is_shared=True)
                file.write(line(f"{process} {number}").encode(), 0.0)
                file.close()

        self.in_processes(write)
        names = Counter(
            json.loads(text)["name"] for text in filter(None, self.path.read_bytes().split(b"\n"))
        )
        self.assertEqual(names.pop("header"), 10_000)
        self.assertEqual((len(names), set(names.values())), (10_000, {1}))

    def in_processes(self, work: Callable[[int], None]) -> None:
        """Runs `work` in 40 forked processes at once."""
        children = []
        for process in range(PROCESSES):
            child = os.fork()
            if child == 0:
                code = 1
                try:
                    work(process)
                    code = 0
                finally:
                    os._exit(code)
            children.append(child)
        self.assertEqual([os.waitpid(child, 0)[1] for child in children], [0] * PROCESSES)
