/** What `lapline.json` says, and what is said about a broken one. */
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import path from "node:path"
import { Ajv } from "ajv"
import fc from "fast-check"
import {
  defaultProject,
  locateProblem,
  readProject
} from "../../../extension/editor/project-file.ts"

const root = path.resolve(import.meta.dirname, "../../..")
const read = (file: string) => readFileSync(path.join(root, file), "utf8")
const isValid = new Ajv({ allErrors: true }).compile(
  JSON.parse(read("extension/schemas/lapline.schema.json"))
)
const faults = (text: string) => readProject(text).problems.map(({ fault }) => fault)

describe("lapline.json", () => {
  for (const file of ["lapline.json", "test/fixtures/workspace/lapline.json"]) {
    it(`${file} fits the schema and is read without a problem`, () => {
      assert.ok(isValid(JSON.parse(read(file))), JSON.stringify(isValid.errors))
      const { project, problems } = readProject(read(file))
      assert.deepEqual(problems, [])
      assert.ok(project.conversations)
    })
  }

  it("is all defaults when it says nothing", () => {
    assert.deepEqual(readProject("{}"), { project: defaultProject, problems: [] })
  })

  it("keeps the good parts of a file with a bad one", () => {
    const text = '{ "logs": "x", "pathMappings": [{ "from": "/app", "to": "" }, 3] }'
    const { project, problems } = readProject(text)
    assert.deepEqual(project.pathMappings, [{ from: "/app", to: "" }])
    assert.deepEqual(project.logs, [".lapline"])
    assert.deepEqual(
      problems.map(({ fault }) => fault),
      ["logs", "mappings"]
    )
  })

  it("names each fault", () => {
    assert.deepEqual(faults("{"), ["not json"])
    assert.deepEqual(faults("[]"), ["not an object"])
    assert.deepEqual(faults('{"logs":[""]}'), ["logs"])
    assert.deepEqual(faults('{"conversations":[]}'), ["conversations"])
    assert.deepEqual(faults('{"conversations":{"command":["x"]}}'), ["files"])
    assert.deepEqual(faults('{"conversations":{"files":"*","command":"npm start"}}'), ["command"])
    const withVariants = (variants: string) =>
      faults(`{"conversations":{"files":"*","command":["x"],"variants":${variants}}}`)
    assert.deepEqual(withVariants("{}"), ["variants"])
    assert.deepEqual(withVariants('[{"name":"","arguments":[]}]'), ["variants"])
    assert.deepEqual(withVariants('[{"name":"a","arguments":"--model b"}]'), ["variants"])
    const same = '{"name":"a","arguments":[]}'
    assert.deepEqual(withVariants(`[${same},${same}]`), ["variants"])
    assert.deepEqual(withVariants(`[${same}]`), [])
  })

  it("points at the property that is wrong", () => {
    const text = '{ "logs": ["a"], "conversations": { "files": "*", "command": [] } }'
    const [problem] = readProject(text).problems
    assert.ok(problem)
    const { offset, length } = locateProblem(text, problem)
    assert.equal(text.slice(offset, offset + length), '"command"')
  })

  it("accepts whatever the schema accepts, and throws at nothing", () => {
    const json = fc.jsonValue({ maxDepth: 3 })
    const shaped = fc.record(
      {
        logs: fc.oneof(json, fc.array(fc.string())),
        conversations: fc.oneof(
          json,
          fc.record({ files: fc.string(), command: fc.array(fc.string()) })
        ),
        pathMappings: fc.oneof(json, fc.array(fc.record({ from: fc.string(), to: fc.string() })))
      },
      { requiredKeys: [] }
    )
    fc.assert(
      fc.property(fc.oneof(json, shaped), (value) => {
        const { problems } = readProject(JSON.stringify(value))
        // An empty list of logs, or an empty program, fits the schema's form but says nothing.
        if (isValid(value)) {
          assert.deepEqual(
            problems.filter(({ fault }) => fault !== "logs" && fault !== "command"),
            []
          )
        }
      })
    )
  })
})
