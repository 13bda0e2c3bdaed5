/** pino: a log line at each operation's end with its duration, written by pino's own synchronous destination. */

import { destination, pino } from "pino"
import { attributesOf, CODE, inChunks, type MakeVariant, NAMES } from "../variant.ts"

export const pinoLines: MakeVariant = async ({ file }) => {
  const sink = destination({ dest: file, sync: true, minLength: 8_192 })
  const logger = pino({ base: { component: "performance" } }, sink)
  const timed = (name: string, call: number, inside: () => number): number => {
    const start = performance.now()
    const value = inside()
    logger.info({ ...attributesOf(call), ...CODE, duration_ms: performance.now() - start }, name)
    return value
  }
  return {
    run: (iterations) =>
      inChunks(iterations, (from, to) => {
        for (let call = from; call < to; call++) {
          timed(NAMES[0], call, () =>
            timed(NAMES[1], call, () => timed(NAMES[2], call, () => call))
          )
        }
      }),
    flush: async () => sink.flushSync()
  }
}
