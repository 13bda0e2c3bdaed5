/** What library spans are taken for, and what of them is never written. */

import assert from "node:assert/strict"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { Lap } from "../../../sdk/index.ts"
import { keyPolicy } from "../../../sdk/trace/content.ts"
import { queryName, withoutValues } from "../../../sdk/trace/query-text.ts"
import { redact } from "../../../sdk/record/redact.ts"
import { named, record } from "./log.ts"
import { memoryDatabase } from "./programs/memory-database.ts"

describe("the name of a statement", () => {
  const names: Readonly<Record<string, string>> = {
    "SELECT * FROM orders WHERE id = ?": "SELECT orders",
    "select 1": "SELECT",
    "  \n insert into \"order items\" (a) values ('from x')": "INSERT order",
    "INSERT INTO `orders` SELECT * FROM old": "INSERT orders",
    "UPDATE orders SET a = 'select * from b'": "UPDATE orders",
    "DELETE FROM shop.orders": "DELETE shop.orders",
    "-- from secret\nSELECT /* from x */ id FROM customers c JOIN orders o": "SELECT customers",
    "WITH recent AS (SELECT * FROM orders) SELECT * FROM recent": "WITH orders",
    "CREATE TABLE IF NOT EXISTS rmas (id)": "CREATE rmas",
    "BEGIN IMMEDIATE": "BEGIN",
    "": "QUERY",
    "???": "QUERY"
  }
  for (const [text, name] of Object.entries(names)) {
    it(`is ${name} for ${JSON.stringify(text)}`, () => assert.equal(queryName(text), name))
  }
})

describe("the text of a statement", () => {
  const texts: Readonly<Record<string, string>> = {
    "SELECT a1, t2.b FROM t2 WHERE a1 = 'O''Brien' AND b = 12.5":
      "SELECT a1, t2.b FROM t2 WHERE a1 = ? AND b = ?",
    "SELECT $1, ?2, :a3, @b4": "SELECT $1, ?2, :a3, @b4",
    "SELECT 'it\\'s', E'x', 0xFF, 1e10 -- me@example.com": "SELECT ?, ?, ?, ?  ",
    "SELECT $tag$secret $ text$tag$, 1": "SELECT ?, ?",
    "SELECT 'not closed": "SELECT ?",
    "SELECT /* 4111 1111 */ 1": "SELECT   ?"
  }
  for (const [text, told] of Object.entries(texts)) {
    it(`is told without values: ${text}`, () => {
      assert.equal(withoutValues(text).trimEnd(), told.trimEnd())
    })
  }

  it("takes linear time, however it is made", () => {
    for (const part of ["'", "/*", "--", "$a$", "1", "''\\", "$"]) {
      assert.equal(typeof withoutValues(part.repeat(100_000)), "string")
      assert.equal(typeof queryName(part.repeat(100_000)), "string")
    }
  })
})

describe("a library span", () => {
  it("of a statement is a query, without the values", async () => {
    const program = Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`SELECT ${"secret value"} AS a FROM sqlite_master WHERE name = 'other secret'`
      yield* sql.withTransaction(sql`SELECT 2`)
    }).pipe(Effect.provide(memoryDatabase))
    const records = await record(program)
    const query = named(records, "SELECT sqlite_master")
    assert.equal(query.metric, "db_query")
    assert.equal(query.attributes["db.system.name"], "sqlite")
    assert.equal(
      query.attributes["db.query.text"],
      "SELECT ? AS a FROM sqlite_master WHERE name = ?"
    )
    assert.equal(named(records, "sql.transaction").metric, "db_transaction")
    assert.equal(named(records, "SELECT").parentSpanId, named(records, "sql.transaction").spanId)
    assert(!JSON.stringify(records).includes("secret"))
  })

  const chat = { attributes: { "gen_ai.operation.name": "chat" } }

  it("that the user makes of a model call is one", async () => {
    const records = await record(Effect.void.pipe(Effect.withSpan("chat small", chat)))
    assert.equal(named(records, "chat small").metric, "llm_call")
  })

  it("is no second model call inside a Lap of one, nor when a library makes it", async () => {
    const inside = Effect.void.pipe(Effect.withSpan("chat small", chat), Lap.modelCall("small"))
    const records = await record(
      Effect.andThen(
        inside,
        Effect.useSpan("LanguageModel.generateText", chat, () => Effect.void)
      )
    )
    const calls = records.filter(({ metric }) => metric === "llm_call")
    assert.equal(calls.length, 1)
    assert.equal(named(records, "LanguageModel.generateText").metric, "span")
  })
})

describe("what people and models said", () => {
  const said = {
    "gen_ai.prompt": "my card is 4111",
    "gen_ai.prompt.0.content": "my card is 4111",
    "gen_ai.completion.0.content": "your card is 4111",
    "gen_ai.input.messages": [{ role: "user", content: "my card is 4111" }],
    "gen_ai.output.messages": "your card is 4111",
    "gen_ai.tool.call.arguments": { card: "4111" },
    "gen_ai.tool.call.result": "4111",
    parameters: { card: "4111" },
    "db.query.parameter.0": "4111"
  }

  it("E13 is not written, nor the values of a statement", async () => {
    const program = Lap.annotate({ ...said, "gen_ai.request.model": "small" }).pipe(
      Lap.step("lap"),
      Effect.withSpan("span", { attributes: said })
    )
    const records = await record(program)
    assert.deepEqual(named(records, "lap").attributes, { "gen_ai.request.model": "small" })
    assert.deepEqual(named(records, "span").attributes, {})
  })

  it("is written without secrets where the host asks for it, values never", () => {
    const policy = keyPolicy("redacted")
    const clean = policy("gen_ai.input.messages")
    assert(typeof clean === "function")
    const value = clean([{ content: "key sk-abcdefgh1234 of me@example.com, size 42" }])
    assert.equal(value, '[{"content":"key [redacted] of [redacted], size 42"}]')
    assert.equal(policy("db.query.parameter.0"), "drop")
    assert.equal(keyPolicy("raw")("db.query.parameter.0"), "drop")
    assert.equal(keyPolicy("raw")("gen_ai.prompt"), "keep")
  })

  const canaries: readonly string[] = [
    "sk-proj-AbCdEf123456",
    "ghp_0123456789abcdef0123",
    "AKIAIOSFODNN7EXAMPLE",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def_123",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
    "Authorization: Basic dXNlcjpwYXNz",
    "https://user:password@example.com/path",
    "someone.else@example.co.uk"
  ]
  for (const canary of canaries) {
    it(`loses ${canary.slice(0, 12)}…`, () => {
      const told = redact(`before ${canary} after`)
      assert(told.startsWith("before "))
      const secret =
        canary
          .split(/[\s:/@]+/)
          .findLast((part) => part.length > 4 && !/^(https|example)/.test(part)) ?? ""
      assert(!told.includes(secret), `${secret} in ${told}`)
    })
  }

  it("is looked through in linear time", () => {
    for (const part of [
      "a@",
      "eyJ",
      "eyJa.",
      "://",
      "a.",
      "-----BEGIN A-----",
      "authorization:",
      "sk-"
    ]) {
      assert.equal(typeof redact(part.repeat(20_000)), "string")
    }
  })
})
