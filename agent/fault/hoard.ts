/** The fault `pool-starve`: a job in the background that keeps connections while it does other things. */
import { Effect } from "effect"
import type { Pool } from "../database/pool.ts"

/** Takes all readers, holds them, gives them back, and begins anew. */
export const hoard = (pool: Pool): Effect.Effect<never> => {
  const { size } = pool.state()
  const readers = Array.from({ length: size - 1 }, () => pool.reader)
  const takeAll = Effect.scoped(Effect.andThen(Effect.all(readers), Effect.sleep("60 millis")))
  return Effect.forever(Effect.andThen(takeAll, Effect.sleep("5 millis"))).pipe(
    Effect.withTracerEnabled(false)
  )
}
