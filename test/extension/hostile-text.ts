/** Texts made to be slow, and every call of the extension that reads text of a log, a setting or a file by a pattern or a sort. */
import fc from "fast-check"
import { inert } from "../../extension/editor/inert-text.ts"
import { readProject } from "../../extension/editor/project-file.ts"
import { readRef } from "../../extension/editor/site-ref.ts"
import { choosePath, mappingFor, readPath } from "../../sdk/analyze/place/path.ts"
import { createPlacedText } from "../../sdk/analyze/place/placed-text.ts"
import { parseFilter } from "../../sdk/analyze/filter/filter.ts"
import { printable } from "../../sdk/analyze/printable.ts"
import { redact } from "../../sdk/record/redact.ts"

/** A line of a log is 64 KiB at most, so no text of one is longer. */
const MOST_CHARACTERS = 65_536

/** What patterns stumble over: long runs of what they repeat, ended by what they do not expect. */
const pieces = [
  ..."/\\.:-_@=%$()[]{}<>|*?+^\"'` \t\n\u0000\u001b\u202e\ud800\u00e9a0Z",
  "../",
  "//",
  "\\\\",
  "file://",
  "-----BEGIN RSA PRIVATE KEY-----",
  "Authorization: ",
  "eyJ",
  "sk-",
  "https://a:",
  "$(",
  "](command:",
  "\u001b[31m",
  "and (",
  "not ",
  '"\\',
  "{",
  "[1,"
]

const run = fc
  .tuple(
    fc.constantFrom(...pieces),
    fc.constantFrom(...pieces),
    fc.integer({ min: 1, max: MOST_CHARACTERS })
  )
  .map(([a, b, length]) =>
    `${a}${b}`.repeat(Math.ceil(length / (a.length + b.length))).slice(0, length)
  )

/** Up to three runs, one after the other, with short text between them. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.tuple(run, fc.string({ maxLength: 8 })), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.flat().join("").slice(0, MOST_CHARACTERS))

const source = Array.from(
  { length: 400 },
  (_, line) => `  const part${line} = step("name ${line}")`
)

/** Each takes one hostile text wherever a log or a workspace could put it. */
export const calls: Readonly<Record<string, (text: string) => unknown>> = {
  inert,
  printable,
  redact,
  readProject,
  "readProject, quoted": (text) =>
    readProject(JSON.stringify({ logs: [text], pathMappings: [{ from: text, to: text }] })),
  readRef: (text) => readRef({ folder: text, site: text, trace: text }),
  parseFilter: (text) => parseFilter(text),
  paths: (text) => {
    // A file's own path is no longer: the system has none.
    const short = text.slice(0, 4_096)
    const query = { reported: short, root: text, folder: "/home/me/project" }
    const wanted = readPath({ ...query, mappings: [{ from: text, to: text }] })
    mappingFor(query, text)
    const candidates = Array.from(
      { length: 50 },
      (_, index) => `/home/me/project/${index}/${short}`
    )
    return wanted._tag === "Wanted" ? choosePath(wanted, candidates) : wanted
  },
  places: (text) => {
    const placed = createPlacedText([...source, text])
    const names = { function: text, name: text, step: text }
    const disk = [...source, text]
    const site = { key: "site", runId: "run", line: 400, names }
    placed.measure(site, { run: { _tag: "Unknown" }, disk })
    placed.replace([text, ...source])
    return placed.placeOf("site")
  }
}

/**
 * Milliseconds of the quickest of a few calls: what the machine does besides makes a call slower, never quicker. A call that is quick at
 * once is not repeated.
 */
export const quickestMs = (call: (text: string) => unknown, text: string): number => {
  let quickest = Number.POSITIVE_INFINITY
  for (let time = 0; time < 4 && quickest > LIMIT_MS; time++) {
    const start = performance.now()
    call(text)
    quickest = Math.min(quickest, performance.now() - start)
  }
  return quickest
}

export const LIMIT_MS = 100
