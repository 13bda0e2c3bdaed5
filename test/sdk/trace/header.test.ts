/** The first line of a log: what ran, from which commit, and where its paths start. */

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { Lap, Lapline } from "../../../sdk/index.ts"
import { RUN_KEYS } from "../../../sdk/record/keys.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { readGit } from "../../../sdk/trace/git.ts"
import { manifestOf } from "../../repository.ts"
import { readRecords, withFolder } from "./log.ts"

const run = async (options: Lapline.LaplineOptions, effect = Effect.void): Promise<void> => {
  await Effect.runPromise(effect.pipe(Effect.provide(Lapline.layer(options))))
}

const headersIn = (folder: string): readonly LapRecord[] =>
  readRecords(folder).filter(({ metric }) => metric === "run")

const only = <A>(items: readonly A[]): A => {
  assert.equal(items.length, 1)
  return items[0] as A
}

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"]
  }).trim()

describe("the header of a log", () => {
  it("tells the run", () =>
    withFolder(async (folder) => {
      const options = { service: { name: "returns", version: "1.2" }, conversation: "fraud flag" }
      await run({ ...options, directory: folder, root: folder })
      const header = only(headersIn(folder))
      assert.match(header.runId ?? "", /^[0-9a-f]{16}$/)
      assert.equal(header.durationMs, 0)
      assert.deepEqual(header.attributes, {
        [RUN_KEYS.pid]: process.pid,
        [RUN_KEYS.language]: "nodejs",
        [RUN_KEYS.sdkVersion]: manifestOf("sdk/package.json").version,
        [RUN_KEYS.serviceName]: "returns",
        [RUN_KEYS.serviceVersion]: "1.2",
        [RUN_KEYS.root]: realpathSync(folder),
        [RUN_KEYS.start]: "cold",
        [RUN_KEYS.conversation]: "fraud flag"
      })
      assert.match(only(readdirSync(folder)), /^\d{8}T\d{6}-returns-\d+\.jsonl$/)
    }))

  it("gives each run an id and a file of its own, also two at once in one process", () =>
    withFolder(async (folder) => {
      const options = { directory: folder, service: { name: "../odd name" } }
      const inner = Effect.void.pipe(Lap.step("inner"), Effect.provide(Lapline.layer(options)))
      await run(options, Effect.andThen(Effect.void.pipe(Lap.step("outer")), inner))
      const records = readRecords(folder)
      const headers = headersIn(folder)
      assert.equal(readdirSync(folder).length, 2)
      assert.equal(new Set(headers.map(({ runId }) => runId)).size, 2)
      assert.deepEqual(records.map(({ name }) => name).toSorted(), [
        "inner",
        "outer",
        "run ../odd name",
        "run ../odd name"
      ])
    }))

  it("calls the first run of a service in a folder cold, the next ones warm", () =>
    withFolder(async (folder) => {
      const starts = async (options: Lapline.LaplineOptions) => {
        await run({ directory: folder, ...options })
        return headersIn(folder)
          .map(({ attributes }) => String(attributes[RUN_KEYS.start]))
          .toSorted()
      }
      assert.deepEqual(await starts({ service: { name: "a" } }), ["cold"])
      assert.deepEqual(await starts({ service: { name: "a" } }), ["cold", "warm"])
      assert.deepEqual(await starts({ service: { name: "b" } }), ["cold", "cold", "warm"])
      const given = { service: { name: "a" }, start: "cold" } as const
      assert.deepEqual(await starts(given), ["cold", "cold", "cold", "warm"])
    }))

  it("tells the commit and whether tracked files differ from it", () =>
    withFolder((folder) => {
      const inside = join(folder, "src", "deep")
      mkdirSync(inside, { recursive: true })
      git(folder, "init", "-q")
      assert.deepEqual(readGit(inside), { commit: undefined, dirty: false })
      writeFileSync(join(folder, "file"), "one")
      git(folder, "add", "file")
      git(folder, "commit", "-q", "-m", "one")
      const commit = git(folder, "rev-parse", "HEAD")
      writeFileSync(join(folder, "untracked"), "new")
      assert.deepEqual(readGit(inside), { commit, dirty: false })
      writeFileSync(join(folder, "file"), "two, and longer")
      assert.deepEqual(readGit(inside), { commit, dirty: true })
    }))

  it("starts nothing outside a working tree", () =>
    withFolder((folder) => assert.equal(readGit(folder), undefined)))

  it("has the root that paths are relative to, links resolved", async () => {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), "lapline-root-"))
    try {
      symlinkSync(process.cwd(), join(folder, "link"))
      const logs = join(folder, "logs")
      const lap = Lap.step("here")
      await run({ directory: logs, root: join(folder, "link") }, Effect.void.pipe(lap))
      const [header, span] = readRecords(logs)
      assert.equal(header?.attributes[RUN_KEYS.root], realpathSync(process.cwd()))
      assert.equal(span?.code.file, "test/sdk/trace/header.test.ts")

      rmSync(logs, { recursive: true })
      await run({ directory: logs, root: logs }, Effect.void.pipe(lap))
      const outside = readRecords(logs).at(-1)?.code.file
      assert.equal(outside, import.meta.filename.replaceAll("\\", "/"))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
