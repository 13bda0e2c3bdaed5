/** Keeps the part of the heap for new objects small while a log is read. */

import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8"

const ENOUGH_BYTES = 16 * 2 ** 20
const LOOK_EVERY_MS = 5

/**
 * For a program that holds each new object for some thousand lines, as a report does, V8 lets that part grow to 128 MB: twice what else such a
 * process takes, and for no gain. There is no setting for it once a process has started but how fast it grows: not at all, once
 * it is large enough. Returns what ends the watching; the setting stays.
 */
export const keepYoungGenerationSmall = (): (() => void) => {
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")
    if (young === undefined || young.space_size < ENOUGH_BYTES) return
    setFlagsFromString("--semi-space-growth-factor=1")
    clearInterval(timer)
  }, LOOK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
