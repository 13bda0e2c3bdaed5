/** dd-trace with its log exporter: spans as JSON on standard output, which the bench points at a file. */

import ddTrace from "dd-trace"
import { attributesOf, CODE, inChunks, type MakeVariant, NAMES } from "../variant.ts"

export const datadogSpans: MakeVariant = async () => {
  const tracer = ddTrace.init({
    experimental: { exporter: "log" },
    plugins: false,
    startupLogs: false,
    runtimeMetrics: false
  })
  const span = (name: string, call: number, inside: () => number): number =>
    tracer.trace(name, { tags: { ...attributesOf(call), ...CODE } }, inside)
  return {
    run: (iterations) =>
      inChunks(iterations, (from, to) => {
        for (let call = from; call < to; call++) {
          span(NAMES[0], call, () => span(NAMES[1], call, () => span(NAMES[2], call, () => call)))
        }
      }),
    flush: async () => {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
