"""What the tests share:

runs in a folder of their own, scripts in a process of their own, logs read back.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Optional

import lapline
from lapline import span as spans
from lapline import warn

PACKAGE_ROOT = Path(__file__).resolve().parent.parent
REPOSITORY = PACKAGE_ROOT.parent.parent

Record = dict[str, Any]


#: Where the logs of the tests are kept for others to read, if anywhere.
KEPT = os.environ.get("LAPLINE_TEST_LOGS")


class FolderCase(unittest.TestCase):
    """A temporary folder for each test."""

    folder: str
    #: Whether every line this test leaves behind must be a valid record.
    leaves_whole_lines = True

    def setUp(self) -> None:
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="lapline-"))
        self.addCleanup(self.leave)
        warn.forget()

    def leave(self) -> None:
        """Removes the folder; its logs are kept when the environment says where."""
        if KEPT and self.leaves_whole_lines:
            for number, path in enumerate(self.logs()):
                shutil.copyfile(path, Path(KEPT, f"{self.id()}.{number}.jsonl"))
        shutil.rmtree(self.folder, True)

    def logs(self) -> list[Path]:
        """The log files below the folder."""
        return sorted(
            path
            for path in Path(self.folder).rglob("*.jsonl")
            if path.is_file() and not path.is_symlink()
        )

    def records(self) -> list[Record]:
        """Every record of every log, header and resource lines left out."""
        return [record for record in self.lines() if record["metric"] not in ("run", "resource")]

    def lines(self) -> list[Record]:
        """Every line of every log."""
        return [record for path in self.logs() for record in read_log(path)]

    def run_script(
        self,
        script: str,
        *,
        env: Optional[Mapping[str, str]] = None,
        options: tuple[str, ...] = (),
        timeout: float = 60,
    ) -> subprocess.CompletedProcess[str]:
        """Runs `script` as agent.py in the folder, with this package on its path."""
        path = self.write_script(script)
        return subprocess.run(
            [sys.executable, *options, str(path)],
            cwd=self.folder,
            env=script_env(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=timeout,
            check=False,
        )

    def write_script(self, script: str) -> Path:
        """The script as a file."""
        path = Path(self.folder, "agent.py")
        path.write_text(textwrap.dedent(script), encoding="utf-8")
        return path


class TracedCase(FolderCase):
    """A run in this process, its log in the test's folder."""

    def setUp(self) -> None:
        super().setUp()
        self.begin()
        self.addCleanup(lapline.shutdown)

    def begin(self, **options: Any) -> None:
        """Begins the run anew."""
        lapline.shutdown()
        lapline.start(
            "test",
            directory=self.folder,
            root=str(PACKAGE_ROOT),
            resources=False,
            signals=False,
            **options,
        )

    def records(self) -> list[Record]:
        self.assertTrue(lapline.flush())
        return super().records()

    def only(self) -> Record:
        """The one record there is."""
        records = self.records()
        self.assertEqual(len(records), 1, records)
        return records[0]

    def named(self, name: str) -> Record:
        """The one record of this name."""
        found = [record for record in self.records() if record["name"] == name]
        self.assertEqual(len(found), 1, found)
        return found[0]

    def tearDown(self) -> None:
        self.assertIsNone(spans.current.get(), "a test left its span current")


def interpreter_with(*modules: str) -> Optional[str]:
    """A Python of 3.9 or newer that has these modules: this one, or the system's."""
    find = """if True:
        import sys
        from importlib.util import find_spec
        sys.exit(sys.version_info < (3, 9) or None in map(find_spec, sys.argv[1:]))
    """
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            if subprocess.run([python, "-c", find, *modules], check=False).returncode == 0:
                return python
        except OSError:
            continue
    return None


def read_log(path: Path) -> list[Record]:
    """The records of one log; every line must be whole JSON of at most 64 KiB."""
    records = []
    for line in path.read_bytes().splitlines(keepends=True):
        assert line.endswith(b"\n"), line[-200:]
        assert len(line) <= 65_536, len(line)
        assert line.startswith(b'{"v":1,'), line[:80]
        records.append(json.loads(line, parse_constant=_refuse))
    return records


def script_env(extra: Optional[Mapping[str, str]] = None) -> dict[str, str]:
    """The environment of a script: this package on the path, none of Lapline's settings."""
    env = {
        key: value for key, value in os.environ.items() if not key.startswith(("LAPLINE_", "OTEL_"))
    }
    return {**env, "PYTHONPATH": str(PACKAGE_ROOT), **(extra or {})}


def line_of(text: str, file: str) -> int:
    """The number of the line that holds `text` in a source file, the first being 1."""
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    found = [
        number for number, line in enumerate(lines, 1) if text in line and "line_of" not in line
    ]
    assert len(found) == 1, (text, found)
    return found[0]


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")
