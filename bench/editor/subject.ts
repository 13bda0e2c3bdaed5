/** The editor that the bench looks into: the packaged extension in a real VS Code, and what it is asked there. */
import { spawnSync } from "node:child_process"
import { readFileSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { repositoryRoot } from "../../test/vscode-host/pieces.ts"
import { extensionFolder, packExtension } from "../../test/vscode-host/vsix.ts"
import { openWorkbench, type Workbench } from "../../test/vscode-host/workbench.ts"

export interface Subject {
  /** The .vsix. */
  readonly file: string
  readonly bytes: number
  /** `publisher.name` */
  readonly id: string
}

/** Builds and packs the extension as users get it; throws with the reason where that fails. */
export const packSubject = (): Subject => {
  const built = spawnSync(process.execPath, ["esbuild.mjs"], {
    cwd: repositoryRoot,
    encoding: "utf8"
  })
  if (built.status !== 0) throw new Error(`the build fails:\n${built.stderr}`)
  const packed = packExtension()
  if (packed._tag === "Failed") throw new Error(packed.problem)
  const manifest: { publisher: string; name: string } = JSON.parse(
    readFileSync(path.join(extensionFolder, "package.json"), "utf8")
  )
  return {
    file: packed.file,
    bytes: statSync(packed.file).size,
    id: `${manifest.publisher}.${manifest.name}`
  }
}

/** A window with the packaged extension on a copy of `workspace`, or on an empty folder. */
export const withWindow = async <A>(
  { file }: Subject,
  workspace: string | undefined,
  use: (window: Workbench) => Promise<A>
): Promise<A> => {
  const window = await openWorkbench({
    extension: { _tag: "Vsix", file },
    ...(workspace === undefined ? {} : { workspace }),
    artifacts: path.join(tmpdir(), "lapline-bench-editor")
  })
  try {
    return await use(window)
  } finally {
    await window.close()
  }
}

/** Waits until the extension host has nothing to do: a window that has just opened starts extensions of its own. */
export const settle = ({ vscode }: Workbench): Promise<void> =>
  vscode(async () => {
    for (let calm = 0; calm < 40;) {
      const start = performance.now()
      await new Promise((resolve) => setTimeout(resolve, 25))
      calm = performance.now() - start < 30 ? calm + 1 : 0
    }
  })

/** Wakes the extension and answers the milliseconds until it has loaded and `activate` has resolved. */
export const activate = ({ vscode }: Workbench, id: string): Promise<number> =>
  vscode(async (api, wanted) => {
    const extension = api.extensions.getExtension(wanted)
    if (extension === undefined) throw new Error(`${wanted} is not installed`)
    if (extension.isActive) throw new Error(`${wanted} is awake already`)
    const start = performance.now()
    await extension.activate()
    return performance.now() - start
  }, id)
