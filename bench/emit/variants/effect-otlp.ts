/** Effect's own OtlpTracer, sending JSON to a server in the same process that throws the bodies away. */

import { Effect, Layer, ManagedRuntime } from "effect"
import { FetchHttpClient } from "effect/http"
import { OtlpExporter, OtlpSerialization, OtlpTracer } from "effect/observability"
import { createServer } from "node:http"
import { attributesOf, inChunks, type MakeVariant, NAMES } from "../variant.ts"

export const effectOtlp: MakeVariant = async () => {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end("{}"))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the server has no port")
  const runtime = ManagedRuntime.make(
    OtlpTracer.layer({
      url: `http://127.0.0.1:${address.port}/v1/traces`,
      resource: { serviceName: "bench" }
    }).pipe(
      Layer.provide(OtlpExporter.layerFlusher),
      Layer.provide(OtlpSerialization.layerJson),
      Layer.provide(FetchHttpClient.layer)
    )
  )
  const operation = (call: number): Effect.Effect<number> =>
    Effect.succeed(call).pipe(
      Effect.withSpan(NAMES[2], { attributes: attributesOf(call) }),
      Effect.withSpan(NAMES[1], { attributes: attributesOf(call) }),
      Effect.withSpan(NAMES[0], { attributes: attributesOf(call) })
    )
  return {
    run: (iterations) =>
      inChunks(iterations, (from, to) =>
        runtime.runPromise(
          Effect.gen(function* () {
            for (let call = from; call < to; call++) yield* operation(call)
          })
        )
      ),
    flush: async () => {
      await runtime.dispose()
      server.close()
    }
  }
}
