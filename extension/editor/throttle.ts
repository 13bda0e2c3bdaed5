/**
 * Lets a call through at once and then at most once an interval, the last one never lost; calls that
 * take long come less often.
 */

/** The part of the timer functions that is used, so that tests can hold the clock. */
export interface Clock {
  readonly nowMs: () => number
  readonly after: (delayMs: number, run: () => void) => { readonly cancel: () => void }
}

export interface Throttle {
  readonly request: () => void
  readonly dispose: () => void
}

/** A run that took long is followed by so many times that long without one. */
const REST = 4

/**
 * Runs `run` at once on the first request, later ones `intervalMs()` after the last run began at
 * the earliest. Reading goes on between two runs: refreshing takes a fifth of the time at most.
 */
export const createThrottle = (
  run: () => void,
  intervalMs: () => number,
  clock: Clock = systemClock
): Throttle => {
  let lastMs = Number.NEGATIVE_INFINITY
  let pending: { readonly cancel: () => void } | undefined
  let tookMs = 0
  const fire = () => {
    pending = undefined
    lastMs = clock.nowMs()
    run()
    tookMs = clock.nowMs() - lastMs
  }
  return {
    request: () => {
      const dueMs = lastMs + Math.max(intervalMs(), tookMs * (1 + REST))
      pending ??= clock.after(Math.max(0, dueMs - clock.nowMs()), fire)
    },
    dispose: () => {
      pending?.cancel()
      pending = undefined
    }
  }
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return { cancel: () => clearTimeout(timer) }
  }
}
