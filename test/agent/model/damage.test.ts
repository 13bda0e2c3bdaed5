/** When a message reports damage to the goods, and when it only has the words for it. */
import assert from "node:assert/strict"
import { damageIn } from "../../../agent/model/language/damage.ts"
import { wordsOf } from "../../../agent/model/language/words.ts"

const DAMAGED = [
  "the boots are shattered",
  "it arrived broken",
  "came with a cracked screen",
  "The sole fell apart",
  "the tablet won't turn on",
  "it doesn't work",
  "dead on arrival",
  "there is a hole in it",
  "the box is fine but the kettle is dented",
  "I don't want the broken tablet",
  "I do not want it because it is broken",
  "it broke in transit",
  "the package was ripped open",
  "The package arrived ripped open and the electronics inside are shattered",
  "not torn, but cracked",
  "IT IS BROKEN"
]

const WHOLE = [
  "the boots are too small",
  "they are not damaged",
  "nothing is broken or torn",
  "it's not damaged at all",
  "it isn't broken",
  "there is no visible damage",
  "without a scratch, undamaged",
  "I have not broken them in yet",
  "I broke them in, and they still pinch",
  "the box was crushed, but the boots are fine",
  "they came in one piece",
  "my request was denied"
]

describe("reported damage", () => {
  for (const message of DAMAGED) {
    it(`is in "${message}"`, () => assert.notEqual(damageIn(wordsOf(message)), undefined))
  }
  for (const message of WHOLE) {
    it(`is not in "${message}"`, () => assert.equal(damageIn(wordsOf(message)), undefined))
  }
})
