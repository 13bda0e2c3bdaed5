/** The drift suite: whatever is done to a file, no number stands on a wrong line without a mark. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { kinds, type Step } from "./changes.ts"
import { emptyTally, playScript, type Knowledge, type Script, type Tally } from "./script.ts"
import { sourceFiles, type SourceFile } from "./sites.ts"

const SCRIPTS = Number(process.env["LAPLINE_DRIFT_SCRIPTS"] ?? 1_000)
const seed = Number(process.env["LAPLINE_DRIFT_SEED"] ?? Date.now() % 2 ** 31)

const files = sourceFiles()
const file = fc
  .constantFrom(...files)
  .map((each) => Object.assign(each, { [fc.toStringMethod]: () => each.path }))

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...kinds),
  a: fc.nat(9_999),
  b: fc.nat(9_999),
  channel: fc.constantFrom("typed" as const, "typed" as const, "disk" as const)
})

const script = (knowledge: Knowledge): fc.Arbitrary<Script> =>
  fc
    .record({
      file,
      knowledge: fc.constant(knowledge),
      steps: fc.array(step, { minLength: 1, maxLength: 10 }),
      foreign: file.map(({ lines }) => lines)
    })
    // What comes from the file itself is a copy, which other steps make.
    .filter((each) => each.foreign !== each.file.lines)

const scripts: Readonly<Record<Knowledge, { readonly share: number; readonly title: string }>> = {
  open: { share: 0.5, title: "while the editor looks on" },
  certain: { share: 0.2, title: "while nobody looks, when the run's text is known" },
  likely: { share: 0.15, title: "while nobody looks, when a commit near the run is known" },
  unknown: { share: 0.15, title: "while nobody looks, when names are all that is known" }
}

describe("drift", function () {
  this.timeout(120_000)
  const tallies = new Map<Knowledge, Tally>()
  const across = emptyTally()

  for (const knowledge of ["open", "certain", "likely", "unknown"] as const) {
    const { share, title } = scripts[knowledge]
    const numRuns = Math.ceil(SCRIPTS * share)
    it(`never puts a number on a wrong line without a mark ${title}: ${numRuns} scripts`, () => {
      const tally = emptyTally()
      tallies.set(knowledge, tally)
      fc.assert(
        fc.property(script(knowledge), (each) => {
          const fault = playScript(each, tally)
          if (fault !== undefined) throw new Error(fault)
        }),
        { numRuns, seed }
      )
    })
  }

  it("leaves no number behind, and gives none away, where a function goes to another file: 400 scripts", () => {
    const moved = fc.record({
      from: file,
      to: file,
      knowledge: fc.constantFrom<Knowledge>("open", "certain", "likely", "unknown"),
      cut: step,
      paste: step
    })
    const isOther = (each: { readonly from: SourceFile; readonly to: SourceFile }) =>
      each.from !== each.to
    fc.assert(
      fc.property(moved.filter(isOther), ({ from, to, knowledge, cut, paste }) => {
        const leave: Script = {
          file: from,
          knowledge,
          steps: [{ ...cut, kind: "cut" }],
          foreign: to.lines
        }
        const arrive: Script = {
          file: to,
          knowledge,
          steps: [{ ...paste, a: cut.a, kind: "paste" }],
          foreign: from.lines
        }
        const isTextKnown = knowledge === "open" || knowledge === "certain"
        const tally = isTextKnown ? across : emptyTally()
        const fault = playScript(leave, tally) ?? playScript(arrive, tally)
        if (fault !== undefined) throw new Error(fault)
      }),
      { numRuns: 400, seed }
    )
    assert.ok(across.kept > 0.9 * across.intact, "code that stayed has lost its numbers")
  })

  after(() => {
    console.log(
      `      a function cut from one file and pasted into another: ${percent(across.kept, across.intact)} of ` +
        `${across.intact} numbers whose code stayed stay, where the run's text is known`
    )
    const paths = new Set(files.map(({ path }) => path.split(".").at(-1)))
    console.log(`      ${files.length} files (${[...paths].join(", ")}), seed ${seed}`)
    for (const [knowledge, { intact, kept, changed, marked, astray }] of tallies) {
      console.log(
        `      ${scripts[knowledge].title}: ${percent(kept, intact)} of ${intact} numbers whose code is intact stay, ` +
          `${percent(marked, changed)} of ${changed} whose code changed are marked on their line, ${astray} marked elsewhere`
      )
    }
  })

  it("plays on TypeScript and on Python", () => {
    assert.ok(files.filter(({ path }) => path.endsWith(".ts")).length > 20)
    assert.ok(files.filter(({ path }) => path.endsWith(".py")).length > 10)
  })
})

const percent = (part: number, whole: number): string =>
  `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`
