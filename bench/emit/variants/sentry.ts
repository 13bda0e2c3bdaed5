/** @sentry/node with every span sampled; its envelopes go to a file instead of a server. */

import * as Sentry from "@sentry/node"
import { appendFileSync } from "node:fs"
import { attributesOf, CODE, inChunks, type MakeVariant, NAMES } from "../variant.ts"

export const sentrySpans: MakeVariant = async ({ file }) => {
  Sentry.init({
    dsn: "http://public@127.0.0.1:9/1",
    tracesSampleRate: 1,
    defaultIntegrations: false,
    transport: (options) =>
      Sentry.createTransport(options, async (request) => {
        appendFileSync(file, request.body)
        appendFileSync(file, "\n")
        return { statusCode: 200 }
      })
  })
  const span = (name: string, call: number, inside: () => number): number =>
    Sentry.startSpan({ name, attributes: { ...attributesOf(call), ...CODE } }, inside)
  return {
    run: (iterations) =>
      inChunks(iterations, (from, to) => {
        for (let call = from; call < to; call++) {
          span(NAMES[0], call, () => span(NAMES[1], call, () => span(NAMES[2], call, () => call)))
        }
      }),
    flush: async () => {
      await Sentry.flush(10_000)
    }
  }
}
