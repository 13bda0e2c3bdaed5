/** A Python that can run what a test wants of it, if this machine has one. */
import { spawnSync } from "node:child_process"

/** A python3 of 3.9 or newer with these modules: the one on the path first, then the system's. */
export const findPython = (modules: readonly string[]): string | undefined =>
  ["python3", "/usr/bin/python3"].find((python) => {
    const script = `import sys
from importlib.util import find_spec
sys.exit(sys.version_info < (3, 9) or None in map(find_spec, sys.argv[1:]))`
    return spawnSync(python, ["-c", script, ...modules]).status === 0
  })
