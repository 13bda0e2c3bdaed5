/** Positions kept in a checkpoint, at most once a second; what fails there is told and hinders no reading. */

import { readCheckpoint, writeCheckpoint, type Checkpoint } from "./checkpoint.ts"
import type { ReadProblem } from "./problem.ts"

export interface KeptPositions {
  readonly load: () => Promise<Checkpoint>
  /** Writes where the last writing is some time ago. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>
  readonly write: (checkpoint: Checkpoint) => Promise<void>
}

export const keepPositions = (
  path: string,
  onProblem: (problem: ReadProblem) => void
): KeptPositions => {
  let savedAtMs = Number.NEGATIVE_INFINITY
  let saved = ""
  const guarded = async <A>(otherwise: A, call: () => Promise<A>): Promise<A> => {
    try {
      return await call()
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      const reason = `where reading stands cannot be kept: ${why}`
      onProblem({ _tag: "Unreadable", path, reason, cause })
      return otherwise
    }
  }
  const write = (checkpoint: Checkpoint) =>
    guarded(undefined, async () => {
      const places = checkpoint.positions.map(({ identity, offset }) => `${identity} ${offset}`)
      const all = [checkpoint.state, ...places].join()
      if (all === saved) return
      savedAtMs = performance.now()
      await writeCheckpoint(path, checkpoint)
      saved = all
    })
  return {
    load: () => guarded({ positions: [], state: undefined }, () => readCheckpoint(path)),
    save: async (checkpoint) => {
      if (performance.now() - savedAtMs >= SAVE_EVERY_MS) await write(checkpoint)
    },
    write
  }
}

const SAVE_EVERY_MS = 1_000
