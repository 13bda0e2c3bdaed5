/** What a span costs in Python: sdk/python/bench.py, with the peer that it measures against installed for it. */

import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { findPython } from "../../test/package/python.ts"
import { repositoryRoot } from "../../test/repository.ts"
import type { BenchOptions } from "../main.ts"
import type { BenchResult, Goal } from "../result.ts"
import { installPeer } from "./peer.ts"

/** What bench.py answers to `--json`. */
interface Measured {
  readonly python: string
  readonly rounds: number
  readonly operations: number
  readonly variants: readonly Variant[]
  readonly left_out: Readonly<Record<string, string>>
}

interface Variant {
  readonly name: string
  readonly what: string
  /** Nanoseconds of CPU time of the whole process per operation. */
  readonly ns: number
  /** Lines written per operation. */
  readonly lines: number
}

const measure = async (python: string, { short, rounds }: BenchOptions): Promise<Measured> => {
  const { stdout } = await promisify(execFile)(python, [
    join(repositoryRoot, "sdk/python/bench.py"),
    "--json",
    ...(short ? ["--short"] : []),
    ...(rounds === undefined ? [] : [`--rounds=${rounds}`])
  ])
  return JSON.parse(stdout)
}

/** Ratios to what is there; a peer that is missing sets no goal, and the notes say that it is missing. */
const goalsOf = (variants: readonly Variant[]): readonly Goal[] => {
  const find = (name: string) => variants.find((variant) => variant.name === name)
  const ratio = (name: string, over: string, limit: number): readonly Goal[] => {
    const [above, below] = [find(name), find(over)]
    if (above === undefined || below === undefined) return []
    return [{ name: `${name} / ${over}`, value: above.ns / below.ns, limit }]
  }
  const whole = (name: string): Goal => ({
    name: `lines written, ${name}`,
    value: find(name)?.lines ?? 0,
    limit: 1,
    sense: "at least"
  })
  return [
    ...ratio("timed", "opentelemetry_lines", 0.27),
    ...ratio("timed", "opentelemetry_nothing", 0.5),
    ...ratio("timed_annotated", "opentelemetry_lines", 0.5),
    ...ratio("timed_annotated", "opentelemetry_nothing", 0.9),
    ...ratio("timed", "logging_json", 0.5),
    whole("timed"),
    whole("timed_annotated")
  ]
}

export const run = async (options: BenchOptions): Promise<BenchResult> => {
  const python = findPython(["pip", "venv"])
  if (python === undefined) throw new Error("no python3 of 3.9 or newer with pip and venv")
  using peer = installPeer(python)
  const { variants, left_out: leftOut, ...circumstances } = await measure(peer.python, options)
  const timedNs = variants.find(({ name }) => name === "timed")?.ns ?? Number.NaN
  return {
    name: "python",
    title: "Python: what a span costs",
    method:
      "CPU time of the whole process per operation, its line in the file, each variant in processes of its own, interleaved: " +
      `Python ${circumstances.python}, ${circumstances.rounds} rounds of ${circumstances.operations} operations, medians.`,
    tables: [
      {
        caption: "An operation that does nothing, measured",
        headers: ["variant", "ns", "of timed", "lines per operation", "what it is"],
        rows: variants.map(({ name, what, ns, lines }) => [
          name,
          ns.toFixed(0),
          (ns / timedNs).toFixed(2),
          lines.toFixed(3),
          what
        ])
      }
    ],
    goals: goalsOf(variants),
    notes: [
      peer.note,
      ...Object.entries(leftOut).map(([name, reason]) => `Left out: ${name}: ${reason}`)
    ]
  }
}
