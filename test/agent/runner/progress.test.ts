/** The three ways to tell how a run goes on. */
import assert from "node:assert/strict"
import {
  type ProgressEvent,
  type ProgressStyle,
  progressTo
} from "../../../agent/runner/progress.ts"
import { type ConversationsArguments, readArguments } from "../../../agent/runner/arguments.ts"

const EVENTS: readonly ProgressEvent[] = [
  { event: "start", conversations: ["a", "b"], runs: 1 },
  { event: "conversation-start", name: "a", run: 1 },
  { event: "turn", name: "a", run: 1, turn: 1, durationMs: 5 },
  { event: "conversation-end", name: "a", run: 1, ok: true, durationMs: 5, failures: [] },
  { event: "conversation-start", name: "b", run: 1, paraphrase: 2 },
  {
    event: "conversation-end",
    name: "b",
    run: 1,
    paraphrase: 2,
    ok: false,
    durationMs: 7,
    failures: ["no label"]
  },
  { event: "end", ok: false, logFile: null }
]

const told = (style: ProgressStyle, columns = 80) => {
  const out = { stdout: "", stderr: "" }
  const to = (name: "stdout" | "stderr") => ({ write: (text: string) => (out[name] += text) })
  const report = progressTo({ style, stdout: to("stdout"), stderr: to("stderr"), columns })
  for (const event of EVENTS) report(event)
  return out
}

describe("progress", () => {
  it("as json is every event, one a line, on standard output alone", () => {
    const { stdout, stderr } = told("json")
    const lines = stdout.trimEnd().split("\n")
    assert.deepEqual(
      lines.map((line): unknown => JSON.parse(line)),
      EVENTS
    )
    assert.equal(stderr, "")
  })

  it("as plain text is a line for each conversation that ended, and why it failed", () => {
    const { stdout, stderr } = told("plain")
    assert.equal(stdout, "")
    assert.deepEqual(stderr.trimEnd().split("\n"), [
      "ok     a, run 1, 5 ms",
      "FAILED b (paraphrase 2), run 1, 7 ms",
      "       no label"
    ])
  })

  it("on a terminal is one line that keeps to its width, and failures stay above it", () => {
    const { stderr } = told("tty", 40)
    const states = stderr.split("\r\u001B[K").slice(1)
    assert.ok(states.some((state) => state.startsWith("████████████░░░░░░░░░░░░ 1/2 a")))
    assert.ok(states.some((state) => state.startsWith("FAILED b") && state.endsWith("\n")))
    for (const state of states.filter((one) => /[█░]/u.test(one))) assert.ok(state.length < 40)
    assert.equal(states.at(-1), "")
  })
})

describe("the arguments of conversations", () => {
  it("are names, a number of runs and flags that settings take", () => {
    const wanted = readArguments(["damaged", "--runs", "3", "--database", "x.db", "--paraphrases"])
    assert.ok(typeof wanted === "object")
    assert.deepEqual(wanted.names, ["damaged"])
    assert.equal(wanted.runs, 3)
    assert.equal(wanted.paraphrases, true)
    assert.equal(wanted.progress, undefined)
    assert.deepEqual(flagsOf(wanted), { database: "x.db" })
  })

  it("take a recording to answer from as the model", () => {
    const wanted = readArguments(["--replay", "said.jsonl"])
    assert.ok(typeof wanted === "object")
    assert.deepEqual(flagsOf(wanted), { model: "replay", replay: "said.jsonl" })
  })

  it("that are wrong are answered by a sentence", () => {
    for (const argv of [["--runs", "1.5"], ["--runs", "-1"], ["--progress", "x"], ["--what"]]) {
      assert.equal(typeof readArguments(argv), "string", argv.join(" "))
    }
  })
})

/** The flags that were given. */
const flagsOf = ({ flags }: ConversationsArguments): object =>
  Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
