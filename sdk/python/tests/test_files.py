"""W4, W8 and W9: where a log may be written, and what happens when it is moved away."""

from __future__ import annotations

import errno
import os
import stat
import sys
from functools import partial
from pathlib import Path
from typing import Callable, Optional
from unittest import mock

import lapline
from lapline.file_system import FileSystem
from lapline.log_file import LogFile
from lapline.state import state

from .faults import Clock, FaultyFileSystem, line, make_sink
from .support import FolderCase, TracedCase

WORK = """
    import lapline, os, sys

    @lapline.timed
    def work(n):
        return n + 1

    {before}
    lapline.start({options})
    print(sum(work(n) for n in range(300)), lapline.flush())
    for n in range(300):
        work(n)
    from lapline.state import state
    print(state.on)
"""


def read_only(call: str) -> Callable[[str, int], Optional[int]]:
    """Fails every such call as a read-only file system does."""
    return lambda met, number: errno.EROFS if met == call else None


class UnusableTest(FolderCase):
    """The host goes on; one warning; tracing is off; no hang."""

    def test_w4_no_permission(self) -> None:
        os.chmod(self.folder, 0o755)
        Path(self.folder, "closed").mkdir(mode=0o500)
        # What the warning needs is imported while it may still be read.
        drop_root = "import logging; os.getuid() == 0 and os.setuid(65534)"
        self.assert_off("directory='closed/logs'", "Permission denied", drop_root)

    def test_w4_read_only_file_system(self) -> None:
        for call in ("mkdir", "open"):
            off: list[int] = []
            system = FaultyFileSystem(read_only(call))
            sink = make_sink(self.folder, system, Clock(), partial(off.append, 1))
            with mock.patch("lapline.sink.warn") as warn:
                for _ in range(3):
                    sink.push(line("x"))
                    sink.flush(0)
            self.assertEqual((off, warn.call_count, sink.dropped, sink.pending), ([1], 1, 3, 0))

    def test_w4_directory_missing_is_made_private(self) -> None:
        done = self.run_script(WORK.format(options="directory='a/b/c'", before=""))
        self.assertEqual(done.stdout, "45150 True\nTrue\n", done.stderr)
        (log,) = self.logs()
        self.assertEqual(log.parent, Path(self.folder, "a/b/c"))
        self.assertEqual(stat.S_IMODE(log.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(log.parent.stat().st_mode), 0o700)

    def test_w4_directory_is_a_file(self) -> None:
        Path(self.folder, "logs").write_text("mine", encoding="utf-8")
        self.assert_off("directory='logs'", "logs")
        self.assertEqual(Path(self.folder, "logs").read_text(encoding="utf-8"), "mine")

    def test_w4_path_is_a_directory(self) -> None:
        Path(self.folder, "log.jsonl").mkdir()
        self.assert_off("file='log.jsonl'", "Is a directory")

    def test_w4_fifo_without_a_reader(self) -> None:
        os.mkfifo(Path(self.folder, "log.jsonl"))
        self.assert_off("file='log.jsonl'", "no regular file")

    def test_w4_device(self) -> None:
        self.assert_off("file='/dev/null'", "no regular file")

    def assert_off(self, options: str, reason: str, before: str = "") -> None:
        done = self.run_script(WORK.format(options=options, before=before), timeout=30)
        answer, is_on = done.stdout.splitlines()
        self.assertEqual(
            (answer.split()[0], is_on, done.returncode), ("45150", "False", 0), done.stderr
        )
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn("tracing is off", done.stderr)
        self.assertIn(reason, done.stderr)


class RotationTest(FolderCase):
    def setUp(self) -> None:
        super().setUp()
        self.path = Path(self.folder, ".lapline", "log.jsonl")
        self.clock = Clock()
        self.sink = make_sink(str(self.path.parent), FileSystem(), self.clock)

    def write(self, text: str) -> None:
        self.sink.push(line(text))
        self.assertTrue(self.sink.flush(0))

    def test_w8_opens_anew_within_a_second_of_a_rename(self) -> None:
        self.write("before")
        self.path.rename(self.path.with_suffix(".1"))
        self.clock.now += 0.9
        self.write("after")
        self.assertEqual(
            self.path.with_suffix(".1").read_text(encoding="utf-8"), line("header") + line("before")
        )
        self.assertEqual(self.path.read_text(encoding="utf-8"), line("header") + line("after"))

    def test_w8_opens_anew_within_a_second_of_a_deletion(self) -> None:
        for has_folder_deleted in (False, True):
            self.write("before")
            self.path.unlink()
            if has_folder_deleted:
                self.path.parent.rmdir()
            self.clock.now += 0.9
            self.write("after")
            self.assertEqual(self.path.read_text(encoding="utf-8"), line("header") + line("after"))

    def test_w8_gives_the_old_descriptor_back(self) -> None:
        self.write("before")
        held = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
        for _ in range(20):
            self.path.unlink()
            self.clock.now += 0.9
            self.write("after")
        if sys.platform == "linux":
            self.assertEqual(len(os.listdir("/proc/self/fd")), held)

    def test_w8_never_writes_to_a_descriptor_that_the_host_made_its_own(self) -> None:
        self.write("before")
        descriptor = self.sink.file._descriptor
        assert descriptor is not None
        foreign = os.open(os.path.join(self.folder, "foreign"), os.O_RDWR | os.O_CREAT)
        os.dup2(foreign, descriptor)
        self.write("after")
        self.assertEqual(os.stat(os.path.join(self.folder, "foreign")).st_size, 0)
        self.assertEqual(
            self.path.read_text(encoding="utf-8"),
            line("header") + line("before") + line("header") + line("after"),
        )
        os.close(foreign)
        os.close(descriptor)

    def test_w9_does_not_follow_a_folder_swapped_for_a_link(self) -> None:
        elsewhere = Path(self.folder, "elsewhere")
        elsewhere.mkdir()
        self.write("before")
        self.path.parent.rename(Path(self.folder, "moved"))
        self.path.parent.symlink_to(elsewhere, target_is_directory=True)
        self.clock.now += 0.9
        with mock.patch("lapline.sink.warn") as warn:
            self.sink.push(line("after"))
            self.assertFalse(self.sink.flush(0))
        self.assertEqual((list(elsewhere.iterdir()), warn.call_count), ([], 1))
        self.path.parent.unlink()
        self.clock.now += 0.9
        self.assertTrue(self.sink.flush(0))
        self.assertEqual(self.path.read_text(encoding="utf-8"), line("header") + line("after"))


class LinkTest(FolderCase):
    def test_w9_refuses_a_file_or_folder_that_is_a_link(self) -> None:
        target = Path(self.folder, "target")
        target.mkdir()
        Path(self.folder, "folder").symlink_to(target, target_is_directory=True)
        Path(target, "real.jsonl").touch()
        Path(target, "log.jsonl").symlink_to(Path(target, "real.jsonl"))
        for directory in (Path(self.folder, "folder"), target):
            for is_shared in (True, False):
                file = LogFile(str(directory), "log.jsonl", lambda: line("header"), is_shared)
                if directory == target and not is_shared:
                    file.write(line("x").encode(), 0.0)
                    self.assertEqual(file.name, "log-2.jsonl")
                    file.close()
                    continue
                with self.assertRaises(OSError):
                    file.write(line("x").encode(), 0.0)
        self.assertEqual(Path(target, "real.jsonl").stat().st_size, 0)

    def test_w9_makes_file_and_folder_private(self) -> None:
        before = os.umask(0)
        try:
            file = LogFile(os.path.join(self.folder, "logs"), "log.jsonl", lambda: line("header"))
            file.write(line("x").encode(), 0.0)
            file.close()
        finally:
            os.umask(before)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.join(self.folder, "logs")).st_mode), 0o700)
        self.assertEqual(stat.S_IMODE(os.stat(file.path).st_mode), 0o600)


class NameTest(TracedCase):
    def test_names_the_file_after_time_service_and_process(self) -> None:
        lapline.timed(lambda: None)()
        self.records()
        self.assertRegex(self.logs()[0].name, rf"^\d{{8}}T\d{{6}}-test-{os.getpid()}\.jsonl$")
        self.assertEqual(str(self.logs()[0]), lapline.log_path())
        self.assertTrue(state.on)
