"""W6: a forked child writes a log of its own; nothing is written twice and no id comes twice."""

from __future__ import annotations

import os
import sys
import unittest
from collections import Counter

import lapline

from .support import FolderCase, read_log


@unittest.skipUnless(hasattr(os, "fork"), "this platform has no fork")
class ForkTest(FolderCase):
    def test_w6_gives_the_child_a_run_a_file_and_ids_of_its_own(self) -> None:
        done = self.run_script(
            """
            import os, sys
            import lapline

            @lapline.timed
            def work():
                return None

            with lapline.turn("Agent"):
                for _ in range(50):
                    work()
                child = os.fork()
                for _ in range(50):
                    work()
                if child == 0:
                    sys.exit(0)
                print(os.waitpid(child, 0)[1])
            """,
            options=("-W", "error"),
        )
        self.assertEqual((done.stdout, done.stderr), ("0\n", ""))
        self.assertEqual(len(self.logs()), 2)
        parent, child = sorted((read_log(path) for path in self.logs()), key=len, reverse=True)
        self.assertEqual([lines[0]["metric"] for lines in (parent, child)], ["run", "run"])
        self.assertNotEqual(parent[0]["run_id"], child[0]["run_id"])
        self.assertEqual({line["run_id"] for line in child}, {child[0]["run_id"]})
        records = [line for line in parent + child if line["metric"] not in ("run", "resource")]
        self.assertEqual(Counter(record["metric"] for record in records), {"span": 150, "turn": 1})
        self.assertEqual(len({record["span_id"] for record in records}), 151)
        turn = next(record for record in records if record["metric"] == "turn")
        self.assertEqual({r["parent_span_id"] for r in records if r is not turn}, {turn["span_id"]})
        self.assertEqual(turn["status"], "ok")

    def test_w6_writes_what_a_multiprocessing_child_measured(self) -> None:
        for method in ("fork", "spawn", "forkserver"):
            with self.subTest(method):
                name = f"logs-{method}"
                done = self.run_script(
                    f"""
                    import multiprocessing
                    import lapline

                    @lapline.timed
                    def work(n):
                        return n

                    if __name__ == "__main__":
                        work(0)
                        context = multiprocessing.get_context("{method}")
                        with lapline.turn("Agent"):
                            process = context.Process(target=work, args=(1,))
                            process.start()
                            process.join()
                        print(process.exitcode)
                    """,
                    env={"LAPLINE_DIR": name, "LAPLINE_RESOURCES": "0"},
                )
                self.assertEqual((done.stdout, done.stderr), ("0\n", ""))
                logs = [read_log(path) for path in self.logs() if path.parent.name == name]
                self.assertEqual(sorted(len(log) for log in logs), [2, 3])

    def test_w6_has_python_warn_of_no_threads_when_it_forks(self) -> None:
        done = self.run_script(
            """
            import os, warnings
            import lapline

            with warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always")
                for _ in range(200):
                    with lapline.TimingContext("x"):
                        pass
                    child = os.fork()
                    if child == 0:
                        os._exit(0)
                    os.waitpid(child, 0)
            print(lapline.flush(), lapline.stats().written, [str(warning.message) for warning in told])
            """,
            env={"LAPLINE_RESOURCES": "0"},
        )
        self.assertEqual((done.stdout, done.stderr), ("True 200 []\n", ""))

    def test_w6_has_ended_its_thread_when_the_fork_happens(self) -> None:
        done = self.run_script(
            """
            import os, threading
            # Hooks registered first are called last before a fork.
            os.register_at_fork(before=lambda: print(threading.active_count(), flush=True))
            import lapline
            lapline.start()
            with lapline.TimingContext("x"):
                pass
            print(threading.active_count(), flush=True)
            child = os.fork()
            if child == 0:
                os._exit(0)
            os.waitpid(child, 0)
            """
        )
        self.assertEqual((done.stdout, done.stderr), ("2\n1\n", ""))

    def test_w6_goes_on_after_a_fork_with_what_waited(self) -> None:
        lapline.start("parent", directory=self.folder, resources=False, signals=False)
        self.addCleanup(lapline.shutdown)
        with lapline.TimingContext("before"):
            pass
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        with lapline.TimingContext("after"):
            pass
        self.assertTrue(lapline.flush())
        self.assertEqual([r["name"] for r in self.records()], ["before", "after"])
        self.assertEqual(len(self.logs()), 1)


class ThreadTest(FolderCase):
    def test_w6_writes_each_line_of_50_short_threads_once(self) -> None:
        done = self.run_script(
            """
            import threading
            import lapline

            def work():
                for n in range(200):
                    with lapline.TimingContext("x") as span:
                        span.annotate(n=n)

            threads = [threading.Thread(target=work) for _ in range(50)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            """,
            env={"LAPLINE_RESOURCES": "0"},
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        ids = [record["span_id"] for record in self.records()]
        self.assertEqual((len(ids), len(set(ids))), (10_000, 10_000))
        self.assertLess(sys.getsizeof(ids), 10**6)
