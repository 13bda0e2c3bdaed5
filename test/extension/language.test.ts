/** The extension's texts and figures in English and in German: all of them there, and said as the language says them. */
import assert from "node:assert/strict"
import { globSync, readFileSync } from "node:fs"
import path from "node:path"
import fc from "fast-check"
import { traceTextWords } from "../../extension/editor/trace-text.ts"
import { dashboardWords } from "../../extension/protocol/dashboard-words.ts"
import * as figures from "../../extension/protocol/figures.ts"
import { traceWords } from "../../extension/protocol/trace-words.ts"
import { FINDING_KINDS } from "../../sdk/analyze/findings/registry.ts"
import * as english from "../../sdk/analyze/format.ts"
import { lensTitle } from "../../sdk/analyze/lens-title.ts"
import { say } from "../../sdk/analyze/sentence.ts"
import { createStore } from "../../sdk/analyze/store.ts"
import { readLogs } from "../../sdk/read/read-logs.ts"

const folder = path.resolve(import.meta.dirname, "../../extension")
const read = (file: string) => readFileSync(path.join(folder, file), "utf8")
const bundle = (file: string): Record<string, string> => JSON.parse(read(file))
const source = globSync("{extension.ts,editor/*.ts}", { cwd: folder }).map(read).join("\n")
const sorted = (values: Iterable<string>) => [...new Set(values)].toSorted()
const german = bundle("l10n/bundle.l10n.de.json")
const inGerman = (text: string) => german[text] ?? text
const language = {
  translate: inGerman,
  count: figures.formatCount,
  duration: figures.formatDuration,
  percent: figures.formatPercent,
  bytes: figures.formatBytes
}
const writeGerman = () => {
  const { figures: sample, tooSmall } = figures.figureWords
  figures.writeFigures({ figures: inGerman(sample), tooSmall: inGerman(tooSmall) })
}

describe("the extension's texts", () => {
  it("are in the bundle that translations start from, and nothing else is", () => {
    const calls = [...source.matchAll(/l10n\.t\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g)]
    const texts = calls.map(([, text = '""']) =>
      text.startsWith("'") ? text.slice(1, -1) : String(JSON.parse(text))
    )
    // The words of a page or document are translated all at once.
    for (const words of [traceWords, dashboardWords, traceTextWords, figures.figureWords]) {
      texts.push(...Object.values(words))
    }
    // The analysis makes these; the editor tells them.
    texts.push(...sentences(), ...Object.values(FINDING_KINDS).map((kind) => kind.savingBasis))
    assert.deepEqual(sorted(Object.keys(bundle("l10n/bundle.l10n.json"))), sorted(texts))
  })

  it("are all there in German, with the same values and commands in them", () => {
    for (const [file, translated] of [
      ["l10n/bundle.l10n.json", "l10n/bundle.l10n.de.json"],
      ["package.nls.json", "package.nls.de.json"]
    ] as const) {
      const [own, other] = [bundle(file), bundle(translated)]
      assert.deepEqual(sorted(Object.keys(other)), sorted(Object.keys(own)), translated)
      for (const [key, text] of Object.entries(own)) {
        assert.deepEqual(slots(other[key] ?? ""), slots(text), key)
      }
    }
  })

  it("are not left in English, but for words that German has too", () => {
    const files = [
      ["l10n/bundle.l10n.json", "l10n/bundle.l10n.de.json"],
      ["package.nls.json", "package.nls.de.json"]
    ] as const
    const same = files.flatMap(([file, translated]) => {
      const other = bundle(translated)
      return Object.entries(bundle(file)).flatMap(([key, text]) =>
        other[key] === text && /[a-z]/i.test(text.replaceAll(/\{\d\}/g, "")) ? [text] : []
      )
    })
    assert.deepEqual(sorted(same), sorted(GERMAN_TOO))
  })
})

describe("findings in a German window", () => {
  before(writeGerman)
  after(() => figures.writeFigures(figures.figureWords))

  it("are whole German sentences, with their evidence", async () => {
    const store = createStore()
    const log = path.resolve(folder, "../test/fixtures/reports/findings.jsonl")
    await readLogs([log], {
      onRecord: (record) => store.add(record),
      onProblem: ({ reason }) => assert.fail(reason)
    })
    const told = store
      .report()
      .findings.map(({ told, evidence }) =>
        [told, evidence[0]?.told].map((each) => each && say(each, language)).join(" | ")
      )
    assert.deepEqual(told, [
      "Ein Warmstart verbrachte 1,30 s mit seinem Schritt index | startup index nahm 1,30 s des Starts ein",
      "2 unabhängige Aufrufe in iteration liefen nacheinander, 320 ms insgesamt | tool:GetOrder, 170 ms",
      "Eine Abfrage dauerte 130 ms: db:policies | db:policies, 130 ms",
      "Eine Anweisung lief 5-mal innerhalb von tool:GetOrder, 50,0 ms insgesamt: SELECT * FROM order_items WHERE id = ? | db:item, 10,0 ms, in tool:GetOrder"
    ])
  })
})

describe("figures in a German window", () => {
  before(writeGerman)
  after(() => figures.writeFigures(figures.figureWords))

  it("have a comma before the fraction and a point between thousands", () => {
    assert.equal(figures.formatDuration(1820), "1,82 s")
    assert.equal(figures.formatCount(1_234_567), "1.234.567")
    assert.equal(figures.formatPercent(0.034), "3,4 %")
    assert.equal(figures.formatBytes(74_763_469), "71,3 MiB")
    assert.equal(figures.formatNumber(12.4), "12,4")
    assert.equal(figures.formatQuantile(null, 3, "p95"), "n zu klein")
    assert.equal(figures.formatQuantile(1820, 300, "p95"), "1,82 s")
    assert.equal(figures.formatQuantileCell(null, 3, "p95"), "n<20")
  })

  it("are those of the terminal but for these two signs", () => {
    const swapped = (text: string) => text.replaceAll(/[.,]/g, (sign) => (sign === "." ? "," : "."))
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (value) => {
        assert.equal(swapped(figures.formatDuration(value)), english.formatDuration(value))
        assert.equal(swapped(figures.formatNumber(value)), english.formatNumber(value))
        assert.equal(swapped(figures.formatBytes(value)), english.formatBytes(value))
      })
    )
  })

  it("stand in a German sentence over a line", () => {
    const site = { count: 1240, p50Ms: 1820, p95Ms: null, shareOfTurn: 0.64 }
    assert.equal(lensTitle(site, language), "1,82 s p50 · p95 – · n 1.240 · 64 % des Turns")
    assert.equal(
      lensTitle({ ...site, count: 12 }, language),
      "1,82 s p50 · p95 n zu klein · n 12 · 64 % des Turns"
    )
  })

  it("are written by the one place that knows the language", () => {
    const files = globSync("{extension.ts,{editor,protocol,webview}/**/*.ts}", { cwd: folder })
    const past = files
      .filter((file) => file !== path.normalize("protocol/figures.ts"))
      .flatMap((file) =>
        [...read(file).matchAll(/import \{([^}]*)\} from "[^"]*analyze\/format\.ts"/g)].flatMap(
          ([, names = ""]) =>
            names
              .split(",")
              .map((name) => name.trim())
              .filter((name) => !["formatLocation", "formatOperation", "NONE"].includes(name))
              .map((name) => `${file}: ${name}`)
        )
      )
    assert.deepEqual(past, [])
  })
})

/** Names, and words that came into German with the trade. */
const GERMAN_TOO: readonly string[] = [
  "Commits",
  "Embeddings",
  "RAG",
  "Rollbacks",
  "Status",
  "Trace",
  "Trace {0}",
  "Turn {0}",
  "Turns",
  "n",
  "{0} in {1}",
  "{0} p95 · {1} p99",
  "{0}, {1}, in {2}"
]

/** Of findings, filters and titles: the text of each, of two plurals both. */
const sentences = (): readonly string[] => {
  const analysis = path.resolve(folder, "../sdk/analyze")
  const code = [...globSync("**/*.ts", { cwd: analysis }), "../../extension/editor/filter-words.ts"]
    .map((file) => readFileSync(path.join(analysis, file), "utf8"))
    .join("\n")
  const literal = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`
  const made = new RegExp(
    String.raw`\bsentence\(\s*(?:\w+(?:\.\w+)* === 1 \? (${literal}) : )?(${literal})`,
    "g"
  )
  const calls = [...code.matchAll(/\bsentence\((?!text: string)/g)]
  const found = [...code.matchAll(made)]
  assert.equal(found.length, calls.length, "a sentence is not written out where it is made")
  return found.flatMap(([, one, many]) =>
    [one, many].filter((each) => each !== undefined).map(text)
  )
}

const text = (literal: string): string =>
  literal.startsWith("'")
    ? literal.slice(1, -1).replaceAll("\\\\", "\\")
    : String(JSON.parse(literal))

/** What a translation must hold as well: values, commands, settings. */
const slots = (text: string): readonly string[] =>
  [...text.matchAll(/\{\d\}|command:[\w.]+|`#?[\w.]+#?`/g)].map(([slot]) => slot).toSorted()
