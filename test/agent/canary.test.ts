/** Nothing that was said, nobody's name and no key comes out of the agent, unless it is asked to write them down. */
import assert from "node:assert/strict"
import { SECRETS, type SampleRuns, sampleRuns } from "./sample-runs.ts"

/** So many words in a row are taken from a text only by taking them from it. */
const PHRASE_WORDS = 6

const normalised = (text: string): string =>
  (text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []).join(" ")

const phrasesOf = (said: readonly string[]): readonly string[] => [
  ...new Set(
    said.flatMap((text) => {
      const words = normalised(text).split(" ")
      return words
        .slice(0, Math.max(1, words.length - PHRASE_WORDS + 1))
        .map((_, at) => words.slice(at, at + PHRASE_WORDS).join(" "))
        .filter((phrase) => phrase.includes(" "))
    })
  )
]

/** The first canary that sings in the output, with what stands around it. */
const heard = (output: string, { phrases, literals }: Canaries): string | undefined => {
  const lower = output.toLowerCase()
  const literal = literals.find((one) => lower.includes(one.toLowerCase()))
  if (literal !== undefined) return around(lower, literal.toLowerCase())
  const words = ` ${normalised(output)} `
  const phrase = phrases.find((one) => words.includes(` ${one} `))
  return phrase === undefined ? undefined : around(words, phrase)
}

interface Canaries {
  readonly phrases: readonly string[]
  readonly literals: readonly string[]
}

const around = (text: string, canary: string): string => {
  const at = text.indexOf(canary)
  return `${canary}: …${text.slice(Math.max(0, at - 120), at + 120)}…`
}

describe("what the agent keeps to itself", function () {
  this.timeout(240_000)
  let runs: SampleRuns
  let canaries: Canaries
  before(async () => {
    runs = await sampleRuns()
    const { messages, answers, people } = runs.private
    canaries = {
      phrases: phrasesOf([...messages, ...answers]),
      literals: [...people, ...Object.values(SECRETS)]
    }
  })

  it("is a lot: every message, every answer, every customer, the keys", () => {
    const { messages, answers, people } = runs.private
    assert(messages.length >= 9 && answers.length >= 9, `${messages.length} ${answers.length}`)
    assert(people.length > 60 && canaries.phrases.length > 200)
    assert(people.includes("john.doe@example.com"))
  })

  it("is in no log", () => {
    assert(runs.logs.length >= 4)
    for (const log of runs.logs) assert.equal(heard(log, canaries), undefined)
  })

  it("E12 is in no output of a command, not even where a model quotes prompt and key as its error", () => {
    assert(runs.processes.length >= 8)
    for (const { stdout, stderr } of runs.processes) {
      for (const output of [stdout, stderr]) {
        assert.equal(heard(output.replaceAll(runs.folder, "…"), canaries), undefined)
      }
    }
  })

  it("would be heard: a phrase in other marks and case, an address, a name, a key", () => {
    const { messages, answers, people } = runs.private
    const slips = [messages[0], answers[0], people[0], people[1], SECRETS.OPENAI_API_KEY]
    for (const slip of slips) {
      assert(slip !== undefined)
      const log = `${runs.logs[0]}{"name":${JSON.stringify(slip.toUpperCase())}}\n`
      assert.notEqual(heard(log, canaries), undefined, slip)
    }
  })
})
