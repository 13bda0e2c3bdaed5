"""The package as others get it: the wheel is built, installed in an empty folder, and the README typed as written."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import unittest
import zipfile
from pathlib import Path

import lapline

from .support import PACKAGE_ROOT, FolderCase, interpreter_with, script_env

README = PACKAGE_ROOT / "README.md"
BUILDER = interpreter_with("pip", "setuptools", "wheel")
WHY = "no Python here has pip, setuptools and wheel, which building without a network takes"


def example(name: str) -> str:
    """The program of this name in the README."""
    found = re.search(
        rf"<!-- example: {name} -->\n```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL
    )
    assert found is not None, name
    return found.group(1)


class ReadmeTest(FolderCase):
    def test_holds_programs_that_run(self) -> None:
        done = self.run_script(example("inside"), env={"LAPLINE_RESOURCES": "0"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        told = {record["name"]: record for record in self.records()}
        self.assertEqual(told["execute_tool CreateRMA"]["error.type"], "DATA_ERR")
        self.assertEqual(told["chat gpt-4o"]["attributes"]["gen_ai.usage.output_tokens"], 64)
        self.assertEqual({record["order_id"] for record in told.values()}, {"77893"})

    def test_names_every_setting_of_start(self) -> None:
        import inspect

        text = README.read_text("utf-8")
        for name in inspect.signature(lapline.start).parameters:
            self.assertIn(f"`{name}`", text)

    def test_names_the_version_that_the_package_has(self) -> None:
        project = (PACKAGE_ROOT / "pyproject.toml").read_text("utf-8")
        self.assertIn(f'\nversion = "{lapline.__version__}"\n', project)


@unittest.skipIf(BUILDER is None, WHY)
class WheelTest(FolderCase):
    def test_is_built_installed_and_used_as_the_readme_says(self) -> None:
        source = Path(self.folder, "source")
        shutil.copytree(
            PACKAGE_ROOT,
            source,
            ignore=shutil.ignore_patterns("tests", "build", "*.egg-info", "__pycache__"),
        )
        self.pip("wheel", ".", "--no-build-isolation", "--no-deps", "-q", "-w", "dist", cwd=source)
        (wheel,) = (source / "dist").glob("*.whl")
        self.assertEqual(wheel.name, f"lapline-{lapline.__version__}-py3-none-any.whl")
        with zipfile.ZipFile(wheel) as archive:
            names = archive.namelist()
        modules = {f"lapline/{path.name}" for path in (PACKAGE_ROOT / "lapline").glob("*.py")}
        self.assertLessEqual(
            modules | {"lapline/py.typed", "lapline/integrations/sqlalchemy.py"}, set(names)
        )
        self.assertFalse([name for name in names if not name.startswith(("lapline/", "lapline-"))])

        empty = Path(self.folder, "empty")
        empty.mkdir()
        self.pip(
            "install", "-q", "--no-index", "--no-deps", "--target", "site", str(wheel), cwd=empty
        )
        (empty / "agent.py").write_text(example("agent"), "utf-8")
        env = {**script_env(), "PYTHONPATH": str(empty / "site")}
        done = subprocess.run(
            [sys.executable, "agent.py"],
            cwd=empty,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(
            (done.stdout, done.stderr), ("['Approved.', 'Too late.', 'Approved.']\n", "")
        )
        (log,) = (empty / ".lapline").glob("*.jsonl")
        records = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
        told = [
            (r["name"], r["code.line.number"])
            for r in records
            if r["metric"] not in ("run", "resource")
        ]
        lines = example("agent").splitlines()
        told_at = {(name, lines[number - 1].strip()) for name, number in told}
        self.assertEqual(
            told_at,
            {
                ("policy_lookup", 'with lapline.step("policy_lookup"):'),
                ("window_check", 'with lapline.step("window_check"):'),
                ("execute_tool CheckEligibility", '@lapline.tool("CheckEligibility")'),
                ("invoke_agent ReturnAgent", '@lapline.turn("ReturnAgent")'),
            },
        )
        self.assertEqual(len(told), 12)
        self.assertIn(f"`agent.py:{dict(told)['policy_lookup']}`", README.read_text("utf-8"))

    def pip(self, *arguments: str, cwd: Path) -> None:
        done = subprocess.run(
            [str(BUILDER), "-m", "pip", *arguments],
            cwd=cwd,
            env=script_env(),
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
