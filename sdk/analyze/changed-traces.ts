/** Which traces have spans that their figures lack, worked off a few at a time: no report finds all of them waiting. */

export interface Growing {
  readonly records: { readonly length: number }
  /** How many of its spans the figures of the trace are of. */
  counted: number
}

export interface ChangedTraces<T extends Growing> {
  /** One more span came to the trace. Past so many spans that wait, the traces that wait longest are worked off. */
  readonly grew: (trace: T) => void
  /** Works off all that waits. */
  readonly workOff: () => void
  /** Nothing is left to be done for the trace; whether there was. */
  readonly drop: (trace: T) => boolean
}

/**
 * A trace comes to an end within some hundred lines, so that most are worked off once, when they are whole. One that is far longer is worked
 * off when it has doubled, else only when all are: adding spans one by one costs at most twice what it costs to take all at once.
 */
export const createChangedTraces = <T extends Growing>(
  workOff: (trace: T) => void,
  maxWaiting = 2_000
): ChangedTraces<T> => {
  /** First come, first served. */
  const due = new Set<T>()
  /** Changed, but not by enough to be worked off before somebody asks. */
  const late = new Set<T>()
  /** Spans of `due` that figures lack. */
  let waiting = 0

  const leave = (trace: T): boolean => {
    if (!due.delete(trace)) return late.delete(trace)
    waiting -= trace.records.length - trace.counted
    return true
  }
  const finish = (trace: T): void => {
    leave(trace)
    workOff(trace)
    trace.counted = trace.records.length
  }

  return {
    drop: leave,
    grew: (trace) => {
      const { length } = trace.records
      if (due.has(trace)) waiting += 1
      else if (length < 2 * trace.counted) {
        late.add(trace)
        return
      } else {
        late.delete(trace)
        due.add(trace)
        waiting += length - trace.counted
      }
      if (waiting <= maxWaiting) return
      for (const oldest of due) {
        finish(oldest)
        if (waiting <= maxWaiting) return
      }
    },
    workOff: () => {
      for (const trace of [...due, ...late]) finish(trace)
    }
  }
}
