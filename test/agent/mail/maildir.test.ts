/** Mail as files in a maildir. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { Mail, type OutgoingMail } from "../../../agent/mail/mail.ts"
import { maildirMail } from "../../../agent/mail/maildir.ts"

const MESSAGE: OutgoingMail = {
  to: "ann@example.com",
  subject: "Größe – \u{1F600}",
  text: "Zoë,\n\nFrom here on.\n",
  html: "<p>Zoë</p>"
}

describe("a maildir", () => {
  let folder = ""
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), "lapline-mail-")), "mail")
  })
  afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }))

  const run = <A, E>(body: Effect.Effect<A, E, Mail>) =>
    Effect.runPromise(
      body.pipe(Effect.provide(maildirMail({ directory: folder, from: "Shop <shop@example.com>" })))
    )

  const send = (message: OutgoingMail) => Effect.flatMap(Mail, (mail) => mail.send(message))

  it("gets a message in new/, whole, and nothing stays in tmp/", async () => {
    const messageId = await run(send(MESSAGE))
    assert.deepEqual(readdirSync(folder).toSorted(), ["cur", "new", "tmp"])
    assert.deepEqual(readdirSync(path.join(folder, "tmp")), [])
    const [name = ""] = readdirSync(path.join(folder, "new"))
    assert.match(name, /^\d+\.M\d+P\d+Q\d+\.[^/:]+$/u)
    const [head = "", ...body] = readFileSync(path.join(folder, "new", name), "utf8").split("\n\n")
    const headers = head.replaceAll(/\n[ \t]+/gu, " ").split("\n")
    const header = (key: string) =>
      headers
        .filter((line) => line.startsWith(`${key}: `))
        .map((line) => line.slice(key.length + 2))
    assert.deepEqual(header("From"), ["Shop <shop@example.com>"])
    assert.deepEqual(header("To"), ["ann@example.com"])
    assert.deepEqual(header("Message-ID"), [messageId])
    assert.match(header("Date")[0] ?? "", /^\w{3}, \d\d? \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/u)
    assert.match(header("Subject")[0] ?? "", /^=\?UTF-8\?/u)
    assert.match(header("Content-Type")[0] ?? "", /^multipart\/alternative/u)
    assert.match(body.join("\n\n"), /Zo=C3=AB|Zoë/u)
    assert.ok(head.split("\n").every((line) => /^[\x20-\x7e\t]*$/u.test(line)))
  })

  it("holds the messages of one moment under names of their own", async () => {
    const messages = Array.from({ length: 30 }, () => send(MESSAGE))
    const ids = await run(Effect.all(messages, { concurrency: "unbounded" }))
    assert.equal(new Set(ids).size, 30)
    assert.equal(readdirSync(path.join(folder, "new")).length, 30)
  })

  it("is its owner's alone", async () => {
    await run(send(MESSAGE))
    const fresh = path.join(folder, "new")
    assert.equal(statSync(fresh).mode & 0o777, 0o700)
    const [name = ""] = readdirSync(fresh)
    assert.equal(statSync(path.join(fresh, name)).mode & 0o777, 0o600)
  })

  it("that cannot be written is a failure that names no recipient", async () => {
    writeFileSync(folder, "")
    const error = await run(Effect.flip(send(MESSAGE)))
    assert.equal(error.reason, "storage")
    assert.match(error.message, /ENOTDIR|EEXIST/u)
    assert.doesNotMatch(JSON.stringify(error) + error.stack, /ann@example/u)
  })
})
