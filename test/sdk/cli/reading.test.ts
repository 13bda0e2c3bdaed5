/** Long reads on the command line: shown on a terminal, ended by Ctrl-C and by a reader that goes away. */

import assert from "node:assert/strict"
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { once } from "node:events"
import { Effect } from "effect"
import { Output } from "../../../sdk/cli/output.ts"
import { watched } from "../../../sdk/cli/reading.ts"
import { buildCli, type BuiltCli } from "./built-cli.ts"

const LINE = `{"v":1,"timestamp":"2025-12-14T12:00:00Z","metric":"span","name":"work","duration_ms":5}\n`

describe("a long read", () => {
  it("is shown after a while, a few times a second, and taken away at its end", async () => {
    const shown: (string | undefined)[] = []
    const output = { progress: (text: string | undefined) => void shown.push(text) }
    let nowMs = 0
    const program = watched(
      async ({ onProgress }) => {
        for (let step = 0; step < 100; step++) {
          nowMs += 10
          onProgress({ readBytes: step * 1024, totalBytes: 102_400, readFiles: 3, totalFiles: 40 })
        }
        return "answer"
      },
      () => nowMs
    )
    const given = Effect.provideService(program, Output, Output.of({ ...output } as never))
    assert.equal(await Effect.runPromise(given), "answer")
    assert.deepEqual(shown, [
      "lapline: reading 69 %, 69.0 KiB of 100 KiB, 3 of 40 logs; Ctrl-C ends",
      "lapline: reading 79 %, 79.0 KiB of 100 KiB, 3 of 40 logs; Ctrl-C ends",
      "lapline: reading 89 %, 89.0 KiB of 100 KiB, 3 of 40 logs; Ctrl-C ends",
      "lapline: reading 99 %, 99.0 KiB of 100 KiB, 3 of 40 logs; Ctrl-C ends",
      undefined
    ])
  })

  describe("of a pipe that never ends", () => {
    let cli: BuiltCli
    let child: ChildProcessWithoutNullStreams
    let stderr = ""

    before(async () => {
      cli = await buildCli()
    })
    after(() => cli[Symbol.dispose]())

    const start = (...args: readonly string[]) => {
      child = spawn(process.execPath, [cli.bin, ...args, "-"], {
        env: { PATH: process.env["PATH"] }
      })
      stderr = ""
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text
      })
      child.stdin.on("error", () => undefined)
      child.stdin.write(LINE)
    }
    afterEach(() => child.kill("SIGKILL"))

    for (const [verb = "", ...args] of [["report"], ["search", "status=ok"]]) {
      it(`is ended by Ctrl-C in ${verb}, with exit code 130 and no part of an answer`, async () => {
        start(verb, ...args)
        let stdout = ""
        child.stdout.on("data", (text) => {
          stdout += String(text)
        })
        // It listens for the signal once it reads, and it reads when the pipe takes more than it holds.
        await new Promise((resolve) => child.stdin.write(LINE.repeat(20_000), resolve))
        child.kill("SIGINT")
        assert.deepEqual(await once(child, "close"), [130, null])
        assert.equal(stdout, "")
        assert.match(
          stderr,
          /^lapline: ended while reading; nothing is told of a part\n {2}Logs are/
        )
      })
    }

    it("is ended by the reader of an export who has seen enough", async () => {
      start("export", "--to", "csv")
      const more = () => {
        while (child.stdin.writable && child.stdin.write(LINE.repeat(500)));
      }
      child.stdin.on("drain", more)
      more()
      await once(child.stdout, "data")
      child.stdout.destroy()
      assert.deepEqual(await once(child, "close"), [0, null])
      assert.equal(stderr, "")
    }).timeout(20_000)
  })
})
