/** The argument list that runs a sample conversation. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import fc from "fast-check"
import {
  fillCommand,
  readSample,
  showCommand
} from "../../../extension/editor/conversation-command.ts"

const sample = (name: string) => ({
  name,
  file: "/ws/conversations/a.json",
  title: undefined,
  description: undefined
})

describe("the conversation command", () => {
  it("fills in the conversation, its file and the number of runs", () => {
    assert.deepEqual(
      fillCommand(
        ["node", "run.ts", "${conversation}", "--file=${file}", "${runs}", "${home}"],
        sample("a b"),
        3
      ),
      ["node", "run.ts", "a b", "--file=/ws/conversations/a.json", "3", "${home}"]
    )
  })

  it("never turns a name into more arguments, another program or a second filling", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom("${file}", "a; rm -rf /", "$(x)", "--")),
        (name) => {
          assert.deepEqual(fillCommand(["run", "${conversation}", "${runs}"], sample(name), 1), [
            "run",
            name,
            "1"
          ])
        }
      )
    )
  })

  it("is shown so that a shell reads the same arguments", () => {
    const text = fc.string().filter((value) => !value.includes("\0"))
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (values) => {
        const script = "process.stdout.write(JSON.stringify(process.argv.slice(1)))"
        const line = showCommand([process.execPath, "-e", script, "--", ...values])
        assert.deepEqual(JSON.parse(execFileSync("sh", ["-c", line], { encoding: "utf8" })), values)
      }),
      { numRuns: 20 }
    )
  })
})

describe("a sample file", () => {
  it("is named by its name, else by its file", () => {
    assert.equal(readSample("/ws/boots.json", '{"name":"eligible return"}').name, "eligible return")
    assert.equal(readSample("/ws/boots.json", "{}").name, "boots")
    assert.equal(readSample("C:\\ws\\boots.yaml", "name: x").name, "boots")
    assert.equal(readSample("/ws/boots.json", "null").name, "boots")
  })
})
