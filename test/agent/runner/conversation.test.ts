/** The conversation files: their form, for us and for editors, and how they are chosen. */
import assert from "node:assert/strict"
import { Ajv } from "ajv"
import { Effect } from "effect"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import {
  chooseConversations,
  CONVERSATION_FOLDER,
  loadConversations
} from "../../../agent/runner/conversation.ts"
import { conversationJsonSchema } from "../../../agent/runner/json-schema.ts"

const SCHEMA_FILE = path.join(CONVERSATION_FOLDER, "../runner/conversation.schema.json")
const files = readdirSync(CONVERSATION_FOLDER)
const read = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(CONVERSATION_FOLDER, file), "utf8"))

describe("conversation files", () => {
  it("are described by the JSON Schema beside the runner; node agent/runner/write-schema.ts writes it", () => {
    assert.deepEqual(JSON.parse(readFileSync(SCHEMA_FILE, "utf8")), conversationJsonSchema())
  })

  for (const file of files) {
    it(`${file} is valid, names that schema and is called like its file`, () => {
      const conversation = read(file)
      const validate = new Ajv({ strict: false }).compile(conversationJsonSchema())
      assert.ok(validate(conversation), JSON.stringify(validate.errors))
      const schema = path.resolve(CONVERSATION_FOLDER, String(conversation["$schema"]))
      assert.equal(schema, path.resolve(SCHEMA_FILE))
      assert.equal(`${String(conversation["name"])}.json`, file)
    })
  }

  it("say for every turn which tools and which words are expected", async () => {
    for (const { name, turns, expect, paraphrases } of await Effect.runPromise(
      loadConversations()
    )) {
      assert.equal(expect.tools.length, turns.length, name)
      assert.equal(expect.answers.length, turns.length, name)
      for (const other of paraphrases ?? []) assert.equal(other.length, turns.length, name)
    }
  })

  it("are refused with the file's name and the place when they are wrong", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "lapline-conversations-"))
    try {
      const wrong = { ...read("damaged.json"), tunrs: [] }
      for (const [text, reason] of [
        ["{", /a\.json is not a conversation/u],
        [JSON.stringify(wrong), /a\.json.*tunrs/su],
        [JSON.stringify({ ...read("damaged.json"), turns: [] }), /a\.json.*turns/su]
      ] as const) {
        writeFileSync(path.join(folder, "a.json"), text)
        const error = await Effect.runPromise(Effect.flip(loadConversations(folder)))
        assert.match(error.message, reason)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe("choosing conversations", () => {
  const choose = (...names: readonly string[]) =>
    loadConversations().pipe(Effect.flatMap((all) => chooseConversations(all, names)))

  it("takes all when none is named, else those named, in that order", async () => {
    assert.equal((await Effect.runPromise(choose())).length, files.length)
    const named = await Effect.runPromise(choose("final-sale", "damaged"))
    assert.deepEqual(
      named.map(({ name }) => name),
      ["final-sale", "damaged"]
    )
  })

  it("takes a name as people write it", async () => {
    const [chosen] = await Effect.runPromise(choose(" Final Sale"))
    assert.equal(chosen?.name, "final-sale")
  })

  it("names what is unknown and what there is", async () => {
    const error = await Effect.runPromise(Effect.flip(choose("damaged", "nope")))
    assert.match(error.message, /no conversation nope\. There are: changed-story, /u)
  })
})
