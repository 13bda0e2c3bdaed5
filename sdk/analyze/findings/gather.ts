/** Sightings of many turns and runs, gathered to findings: one for each kind and line. */

import { addMs, addSum, emptySum, type ExactSum, roundMs, toMs } from "../exact-sum.ts"
import type { Finding, FindingCode } from "../model.ts"
import { say } from "../sentence.ts"
import { FINDING_KINDS } from "./registry.ts"
import type { Sighting } from "./sighting.ts"

/** What was gathered so far; bounded: past 1000 kinds and lines new ones are not taken. */
export interface Gathered {
  examined: number
  readonly cases: Map<string, Case>
}

interface Case {
  affected: number
  /** In how many of them it was the rule for its line. */
  ruled: number
  /** How many of them have a saving that is known. */
  known: number
  readonly saving: ExactSum
  worst: Sighting
}

const MAX_CASES = 1000

export const gatherNothing = (): Gathered => ({ examined: 0, cases: new Map() })

/** Takes the sightings of one turn or run. Several of one kind and line in it add up to one case. */
export const gather = (gathered: Gathered, sightings: readonly Sighting[]): void => {
  gathered.examined += 1
  const here = new Map<string, Case>()
  for (const sighting of sightings) addCase(here, keyOf(sighting), caseOf(sighting))
  for (const [key, one] of here) {
    const [known, ruled] = [Math.min(1, one.known), Math.min(1, one.ruled)]
    addCase(gathered.cases, key, { ...one, affected: 1, known, ruled })
  }
}

/** Adds what was gathered elsewhere. */
export const gatherAll = (gathered: Gathered, other: Gathered): void => {
  gathered.examined += other.examined
  for (const [key, one] of other.cases) addCase(gathered.cases, key, one)
}

/** Those that save most over all turns first; what saves nothing that can be told last. */
export const findingsOf = (gathered: readonly Gathered[]): readonly Finding[] =>
  gathered
    .flatMap(({ cases, examined }) =>
      [...cases.values()].flatMap((one) => toFinding(one, examined))
    )
    .sort(
      (a, b) =>
        (b.savingMs ?? 0) * b.affected - (a.savingMs ?? 0) * a.affected ||
        b.affected - a.affected ||
        compareText(keyOf(a), keyOf(b))
    )

const toFinding = (one: Case, examined: number): Finding[] => {
  const { worst, affected, known, saving } = one
  const { severity, savingBasis, per } = FINDING_KINDS[worst.code]
  if (!isTelling(one, examined)) return []
  const { code, told, site } = worst
  const evidence = worst.evidence.map((sign) => ({ text: say(sign.told), ...sign }))
  const savingMs = known === 0 ? null : roundMs(toMs(saving) / known)
  const docs = docsOf(code)
  return [
    {
      code,
      severity,
      message: say(told),
      told,
      site,
      evidence,
      savingMs,
      savingBasis,
      per,
      affected,
      examined,
      docs
    }
  ]
}

/** From so many turns on, once is once in a while, and twice is chance on a machine that has too much to do. */
const ENOUGH_FOR_TWO = 5
const ENOUGH_FOR_THREE = 20

/** What is the exception for its line must be seen in so many of the turns instead. */
const MIN_SHARE_OF_EXCEPTIONS = 0.25

const isTelling = ({ worst, affected, ruled }: Case, examined: number): boolean => {
  const { minShare } = FINDING_KINDS[worst.code]
  return (
    ruled >= leastAffected(examined, minShare) ||
    affected >= leastAffected(examined, MIN_SHARE_OF_EXCEPTIONS)
  )
}

const leastAffected = (examined: number, minShare: number): number => {
  if (minShare === 0 || examined < ENOUGH_FOR_TWO) return 1
  return Math.max(examined * minShare, examined < ENOUGH_FOR_THREE ? 2 : 3)
}

export const docsOf = (code: FindingCode): string => `docs/findings.md#${code}`

const caseOf = (sighting: Sighting): Case => {
  const saving = emptySum()
  if (sighting.savingMs !== null) addMs(saving, sighting.savingMs)
  const known = sighting.savingMs === null ? 0 : 1
  return {
    affected: 1,
    ruled: sighting.isException === true ? 0 : 1,
    known,
    saving,
    worst: sighting
  }
}

const addCase = (cases: Map<string, Case>, key: string, one: Case): void => {
  const known = cases.get(key)
  if (known === undefined) {
    if (cases.size >= MAX_CASES) return
    const saving = emptySum()
    addSum(saving, one.saving)
    cases.set(key, { ...one, saving })
    return
  }
  known.affected += one.affected
  known.ruled += one.ruled
  known.known += one.known
  addSum(known.saving, one.saving)
  if (compareSightings(one.worst, known.worst) < 0) known.worst = one.worst
}

const keyOf = ({ code, site }: Pick<Sighting, "code" | "site">): string =>
  [code, site.file, site.line, site.name].join("\0")

/** The greater saving first; the rest only makes the order of arrival not matter. */
const compareSightings = (a: Sighting, b: Sighting): number =>
  (b.savingMs ?? 0) - (a.savingMs ?? 0) ||
  compareText(say(a.told), say(b.told)) ||
  compareText(a.evidence[0]?.traceId ?? "", b.evidence[0]?.traceId ?? "") ||
  compareText(a.evidence[0]?.spanId ?? "", b.evidence[0]?.spanId ?? "")

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
