/** N+1 queries: one statement run again and again where one statement could have asked for everything. */

import { type Sentence, sentence } from "../sentence.ts"
import type { TraceNode } from "../trace-tree.ts"
import { statementOf } from "./statement.ts"
import { groupBy } from "../group-by.ts"
import { busyMs, type Detector, evidenceOf, siteOf, type TimedSpan } from "./sighting.ts"

/** Fewer runs of one statement in one operation are more often chance than a loop. */
const MIN_RUNS = 5
/** How far above the query the loop may stand: the query's own step, a helper, the operation. */
const MAX_LEVELS = 3

/**
 * The same statement at the same line at least five times below one span, at most three levels up. Turns and iterations
 * do not count as that span: an agent's loop asks again because the model did.
 */
export const nPlusOne: Detector = (unit) =>
  sameStatements(unit.of("db_query"))
    .flatMap(loopsOf)
    .flatMap(({ scope, inside }) => {
      const [first] = inside
      if (first === undefined) return []
      const tookMs = busyMs(inside)
      const within: string | Sentence = scope.record?.name ?? sentence("the trace")
      return {
        code: "n-plus-one" as const,
        site: siteOf(first.record),
        told: sentence(
          "One statement ran {0} times inside {1}, {2} in all: {3}",
          inside.length,
          within,
          { ms: tookMs },
          statementOf(first)
        ),
        evidence: evidenceOf(inside, ({ record, durationMs }) =>
          sentence("{0}, {1}, in {2}", record.name, { ms: durationMs }, within)
        ),
        savingMs: tookMs * (1 - 1 / inside.length)
      }
    })

const lineOf = ({ record: { code } }: TimedSpan): string => `${code.file}:${code.line}`

/** By name and line first: the text of a statement costs more to get at. */
const sameStatements = (queries: readonly TimedSpan[]): readonly (readonly TimedSpan[])[] =>
  [({ record }: TimedSpan) => record.name, lineOf, statementOf].reduce<readonly TimedSpan[][]>(
    (groups, keyOf) =>
      groups
        .flatMap((group) => [...groupBy(group, keyOf).values()])
        .filter((group) => group.length >= MIN_RUNS),
    [[...queries]]
  )

/** The deepest spans that hold enough of the queries; a query belongs to one of them only. */
const loopsOf = (
  queries: readonly TimedSpan[]
): readonly { readonly scope: TraceNode; readonly inside: readonly TimedSpan[] }[] => {
  const loops: { scope: TraceNode; inside: readonly TimedSpan[] }[] = []
  let rest = queries
  for (let level = 1; level <= MAX_LEVELS; level++) {
    const taken = new Set<TimedSpan>()
    for (const [scope, inside] of groupBy(rest, ({ node }) => scopeOf(node, level))) {
      if (inside.length < MIN_RUNS) continue
      loops.push({ scope, inside })
      for (const query of inside) taken.add(query)
    }
    rest = rest.filter((query) => !taken.has(query))
  }
  return loops
}

const scopeOf = (node: TraceNode, level: number): TraceNode | undefined => {
  let scope: TraceNode | undefined = node
  for (let up = 0; up < level; up++) {
    scope = scope.parent
    const metric = scope?.record?.metric
    if (scope === undefined || metric === undefined) return undefined
    if (metric === "turn" || metric === "iteration") return undefined
  }
  return scope
}
