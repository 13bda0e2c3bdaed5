/** Lets a call through at once and then at most once an interval, the last one never lost. */

/** The part of the timer functions that is used, so that tests can hold the clock. */
export interface Clock {
  readonly nowMs: () => number
  readonly after: (delayMs: number, run: () => void) => { readonly cancel: () => void }
}

export interface Throttle {
  readonly request: () => void
  readonly dispose: () => void
}

/**
 * Runs `run` at once on the first request, later ones `intervalMs()` after the last run began at
 * the earliest.
 */
export const createThrottle = (
  run: () => void,
  intervalMs: () => number,
  clock: Clock = systemClock
): Throttle => {
  let lastMs = Number.NEGATIVE_INFINITY
  let pending: { readonly cancel: () => void } | undefined
  const fire = () => {
    pending = undefined
    lastMs = clock.nowMs()
    run()
  }
  return {
    request: () => {
      pending ??= clock.after(Math.max(0, lastMs + intervalMs() - clock.nowMs()), fire)
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
