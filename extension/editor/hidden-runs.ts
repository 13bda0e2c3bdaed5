/** The runs that the user left out of all figures, remembered for the workspace. */
import * as vscode from "vscode"

export interface HiddenRuns {
  readonly all: () => ReadonlySet<string>
  readonly hide: (runId: string) => void
  readonly show: (runId: string) => void
  readonly onDidChange: vscode.Event<void>
  readonly dispose: () => void
}

const MEMORY_KEY = "lapline.hiddenRuns"
const MOST_HIDDEN = 1_000

export const createHiddenRuns = (memory: vscode.Memento): HiddenRuns => {
  const changed = new vscode.EventEmitter<void>()
  const remembered: unknown = memory.get(MEMORY_KEY)
  let runs: ReadonlySet<string> = new Set(
    Array.isArray(remembered) ? remembered.filter((each) => typeof each === "string") : []
  )
  const set = (next: readonly string[]) => {
    runs = new Set(next.slice(-MOST_HIDDEN))
    void memory.update(MEMORY_KEY, [...runs])
    changed.fire()
  }
  return {
    all: () => runs,
    hide: (runId) => set([...runs, runId]),
    show: (runId) => set([...runs].filter((each) => each !== runId)),
    onDidChange: changed.event,
    dispose: () => changed.dispose()
  }
}
