/** The golden lines of test/fixtures/logs/golden-lines.txt, parsed. */

import { readFileSync } from "node:fs"

export interface GoldenLine {
  readonly kind: string
  readonly says: string
  readonly line: string
  /** The fields of the record that are not the default, or the tag of the refusal. */
  readonly expected: unknown
}

const FILE = new URL("../fixtures/logs/golden-lines.txt", import.meta.url)

export const goldenLines: readonly GoldenLine[] = [
  ...readFileSync(FILE, "utf8").matchAll(/^# (\w+): (.+)\n(.*)\n=> (.+)$/gm)
].map(([, kind = "", says = "", line = "", expected = ""]) => ({
  kind,
  says,
  line,
  expected: JSON.parse(expected) as unknown
}))
