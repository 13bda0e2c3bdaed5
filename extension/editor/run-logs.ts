/** Which files a run was written to, and which runs a file holds. */

export interface RunLogs {
  readonly see: (runId: string, log: string) => void
  /** In the order they were seen: the header comes first. */
  readonly logsOf: (runId: string) => readonly string[]
  readonly runsIn: (log: string) => ReadonlySet<string>
}

const NO_RUNS: ReadonlySet<string> = new Set()

export const createRunLogs = (): RunLogs => {
  const logs = new Map<string, Set<string>>()
  const runs = new Map<string, Set<string>>()
  // Lines of one log come together: most are seen twice in a row.
  let last: readonly [string, string] = ["", ""]
  return {
    see: (runId, log) => {
      if (last[0] === runId && last[1] === log) return
      last = [runId, log]
      addTo(logs, runId, log)
      addTo(runs, log, runId)
    },
    logsOf: (runId) => [...(logs.get(runId) ?? [])],
    runsIn: (log) => runs.get(log) ?? NO_RUNS
  }
}

const addTo = (sets: Map<string, Set<string>>, key: string, value: string): void => {
  const known = sets.get(key)
  if (known === undefined) sets.set(key, new Set([value]))
  else known.add(value)
}
