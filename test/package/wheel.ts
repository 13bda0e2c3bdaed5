/** The Python package as it would be published: a wheel, the same bytes wherever and whenever it is built. */
import { execFileSync } from "node:child_process"
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { repositoryFiles, repositoryRoot } from "../repository.ts"
import { findPython } from "./python.ts"

export interface Wheel extends Disposable {
  /** Absolute path of the .whl. */
  readonly file: string
}

/** Why no wheel can be built here, as a sentence; undefined where one can. */
export const wheelObstacle = (): string | undefined =>
  findBuilder() === undefined
    ? `the Python wheel: no python3 of 3.9 or newer has ${BUILD_MODULES.join(", ")} (apt-get install python3-pip python3-venv python3-wheel)`
    : undefined

/** Throws with pip's words when it refuses. Nothing is fetched. */
export const buildWheel = (): Wheel => {
  const python = findBuilder()
  if (python === undefined) throw new Error(wheelObstacle())
  const folder = mkdtempSync(path.join(os.tmpdir(), "lapline-wheel-"))
  const source = path.join(folder, "source")
  for (const file of repositoryFiles) {
    const name = /^sdk\/python\/(?!tests\/)(.*)$/.exec(file)?.[1]
    if (name !== undefined) cpSync(path.join(repositoryRoot, file), path.join(source, name))
  }
  const words = "-m pip wheel . --no-build-isolation --no-deps --no-index -q -w".split(" ")
  execFileSync(python, [...words, folder], {
    cwd: source,
    // Zip archives begin in 1980; any fixed time will do.
    env: { ...process.env, SOURCE_DATE_EPOCH: "315532800", PIP_DISABLE_PIP_VERSION_CHECK: "1" },
    stdio: ["ignore", "ignore", "pipe"]
  })
  const name = readdirSync(folder).find((entry) => entry.endsWith(".whl"))
  if (name === undefined) throw new Error("pip built no wheel")
  return {
    file: path.join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true })
  }
}

const BUILD_MODULES = ["pip", "setuptools", "venv", "wheel"]

const findBuilder = (): string | undefined => findPython(BUILD_MODULES)
