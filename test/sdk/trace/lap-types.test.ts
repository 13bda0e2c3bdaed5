/** What the compiler knows of a program is the same with Laps as without. */

import assert from "node:assert/strict"
import { Context, Effect } from "effect"
import { Lap } from "../../../sdk/index.ts"

class NotFound {
  readonly _tag = "NotFound"
}
class TooLate {
  readonly _tag = "TooLate"
}
class Orders extends Context.Service<Orders, { readonly count: number }>()("test/Orders") {}

type Same<A, B> = [A, B] extends [B, A] ? true : false

/** Compiles only where both types are the same, and then does nothing. */
const isSame = <A, B>(answer: Same<A, B>): void => assert.equal(answer, true)

const find = (id: string): Effect.Effect<number, NotFound, Orders> =>
  id === "" ? Effect.fail(new NotFound()) : Effect.map(Orders, ({ count }) => count)

describe("the types of a measured program", () => {
  it("are those of the generator function", () => {
    const measured = Lap.tool("find")(function* (id: string, days?: number) {
      const count = yield* find(id)
      if (days !== undefined && days > 30) return yield* Effect.fail(new TooLate())
      return { count }
    })
    isSame<Parameters<typeof measured>, [id: string, days?: number | undefined]>(true)
    isSame<
      ReturnType<typeof measured>,
      Effect.Effect<{ count: number }, NotFound | TooLate, Orders>
    >(true)
  })

  it("are those of a generator function that yields nothing", () => {
    const measured = Lap.step("nothing")(function* () {
      return 1 as const
    })
    isSame<ReturnType<typeof measured>, Effect.Effect<1>>(true)
  })

  it("are those of the function that returns an effect", () => {
    const measured = Lap.step("find")(find)
    isSame<typeof measured, typeof find>(true)
  })

  it("stay generic where the function is", () => {
    const measured = Lap.step("same")(<A>(value: A) => Effect.succeed(value))
    isSame<ReturnType<typeof measured<"a">>, Effect.Effect<"a">>(true)
    assert.equal(Effect.runSync(measured("a")), "a")
  })

  it("are those of the effect, piped or called", () => {
    const lap = Lap.step("find")
    const piped = find("1").pipe(lap)
    const called = lap(find("1"))
    isSame<typeof piped, Effect.Effect<number, NotFound, Orders>>(true)
    isSame<typeof called, Effect.Effect<number, NotFound, Orders>>(true)
  })

  it("keep the class that a method belongs to", () => {
    class Shop {
      readonly discount = 2
      readonly price = Lap.step("price")(function* (this: Shop, cents: number) {
        return yield* Effect.succeed(cents - this.discount)
      })
    }
    assert.equal(Effect.runSync(new Shop().price(10)), 8)
  })

  it("refuse what is neither a function of effects nor an effect", () => {
    const lap = Lap.step("wrong")
    // @ts-expect-error a function that returns a number measures nothing
    const wrong = (): unknown => lap(() => 1)
    // @ts-expect-error attributes are strings, numbers and booleans
    const nested = (): unknown => Lap.step("wrong", { attributes: { a: { b: 1 } } })
    assert.equal(typeof wrong, typeof nested)
  })
})
