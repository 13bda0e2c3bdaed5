/** `npm run bench NAME…`: prints a table and one line per goal, writes docs/benchmarks.md, exits 1 when a goal is missed. */

import { fileURLToPath } from "node:url"
import { writeSection } from "./document.ts"
import { type BenchResult, goalLine, isMet, textTable } from "./result.ts"

export interface BenchOptions {
  /** A quick look: fewer rounds, nothing written to docs. */
  readonly short: boolean
  /** How often each variant is measured, where the bench goes in rounds; its own number when undefined. */
  readonly rounds: number | undefined
}

const benches: Readonly<
  Record<string, () => Promise<{ run: (options: BenchOptions) => Promise<BenchResult> }>>
> = {
  editor: () => import("./editor/bench.ts"),
  emit: () => import("./emit/bench.ts"),
  package: () => import("./package/bench.ts"),
  python: () => import("./python/bench.ts"),
  read: () => import("./read/bench.ts"),
  turn: () => import("./turn/bench.ts")
}

const args = process.argv.slice(2)
const short = args.includes("--short")
const roundsText = args.find((arg) => arg.startsWith("--rounds="))?.slice("--rounds=".length)
const rounds = roundsText === undefined ? undefined : Math.max(1, Number(roundsText))
const names = args.filter((arg) => !arg.startsWith("--"))
const unknown = names.filter((name) => !(name in benches))
if (names.length === 0 || unknown.length > 0) {
  const wrong = unknown.length > 0 ? `no bench named ${unknown.join(", ")}; ` : ""
  console.error(`${wrong}usage: npm run bench -- NAME… [--short] [--rounds=N]`)
  console.error(`the benches are: ${Object.keys(benches).join(", ")}`)
  process.exit(2)
}

let missed = 0
for (const name of names) {
  const bench = await benches[name]?.()
  if (bench === undefined) continue
  const result = await bench.run({ short, rounds })
  for (const table of result.tables) console.log(`\n${textTable(table)}`)
  for (const note of result.notes) console.log(`\n${note}`)
  console.log("")
  for (const goal of result.goals) {
    console.log(goalLine(goal))
    if (!isMet(goal)) missed += 1
  }
  if (!short) {
    writeSection({
      file: fileURLToPath(new URL("../docs/benchmarks.md", import.meta.url)),
      result,
      day: new Date().toISOString().slice(0, 10)
    })
  }
}
process.exitCode = missed === 0 ? 0 : 1
