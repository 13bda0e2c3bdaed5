/** Mail through a real SMTP server on this machine. */
import assert from "node:assert/strict"
import { ConfigProvider, Effect, type Layer } from "effect"
import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { type AddressInfo, createServer } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { SMTPServer, type SMTPServerOptions } from "smtp-server"
import { configuredMail } from "../../../agent/mail/configuration.ts"
import { Mail, type OutgoingMail } from "../../../agent/mail/mail.ts"
import { smtpMail } from "../../../agent/mail/smtp.ts"

const MESSAGE: OutgoingMail = {
  to: "ann@example.com",
  subject: "About your return",
  text: "Hello\n.\nAnn\n",
  html: "<p>Hello</p>"
}

const FROM = "Shop <shop@example.com>"

const serve = async (options: SMTPServerOptions) => {
  const messages: Array<string> = []
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    onData: (stream, _session, done) => {
      let message = ""
      stream.on("data", (chunk: Buffer) => (message += chunk.toString()))
      stream.on("end", () => {
        messages.push(message)
        done(null)
      })
    },
    ...options
  })
  server.on("error", () => undefined)
  server.listen(0, "127.0.0.1")
  await once(server.server, "listening")
  const { port } = server.server.address() as AddressInfo
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { messages, port, close }
}

const withServer = async (
  options: SMTPServerOptions,
  body: (server: Awaited<ReturnType<typeof serve>>) => Promise<void>
) => {
  const server = await serve(options)
  try {
    await body(server)
  } finally {
    await server.close()
  }
}

const send = Effect.flatMap(Mail, (mail) => mail.send(MESSAGE))
const through = (url: string, timeoutMs?: number): Layer.Layer<Mail> =>
  smtpMail({ url, from: FROM, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
const fail = (layer: Layer.Layer<Mail>) =>
  Effect.runPromise(Effect.flip(send).pipe(Effect.provide(layer)))

describe("SMTP", () => {
  it("carries the message, lines with a dot too, and answers its id", () =>
    withServer({}, async ({ messages, port }) => {
      const id = await Effect.runPromise(
        send.pipe(Effect.provide(through(`smtp://127.0.0.1:${port}`)))
      )
      const [message = "", ...others] = messages
      assert.equal(others.length, 0)
      assert.ok(message.includes(`Message-ID: ${id}`))
      assert.match(message, /^To: ann@example\.com\r$/mu)
      assert.match(message, /Hello\r\n\.\r\nAnn/u)
    }))

  it("shows the password of its address to the server", () => {
    const onAuth: SMTPServerOptions["onAuth"] = (auth, _session, done) =>
      auth.username === "shop" && auth.password === "se cret"
        ? done(null, { user: "shop" })
        : done(new Error("no"))
    const options = { authOptional: false, allowInsecureAuth: true, onAuth }
    return withServer(options, async ({ messages, port }) => {
      const right = through(`smtp://shop:se%20cret@127.0.0.1:${port}`)
      await Effect.runPromise(send.pipe(Effect.provide(right)))
      assert.equal(messages.length, 1)
      const error = await fail(through(`smtp://shop:wrong@127.0.0.1:${port}`))
      assert.equal(error.reason, "rejected")
      assert.doesNotMatch(`${JSON.stringify(error)} ${error.stack}`, /wrong/u)
    })
  })

  it("that refuses the recipient is a failure that does not name them", () => {
    const onRcptTo: SMTPServerOptions["onRcptTo"] = (address, _session, done) =>
      done(Object.assign(new Error(`no ${address.address} here`), { responseCode: 550 }))
    return withServer({ onRcptTo }, async ({ port }) => {
      const error = await fail(through(`smtp://127.0.0.1:${port}`))
      assert.equal(error.reason, "rejected")
      assert.match(error.code, /550/u)
      assert.doesNotMatch(`${JSON.stringify(error)} ${error.stack}`, /ann@/u)
    })
  })

  it("without a server is unreachable", async () => {
    const { port, close } = await serve({})
    await close()
    const error = await fail(through(`smtp://127.0.0.1:${port}`))
    assert.equal(error.reason, "unreachable")
    assert.match(error.code, /ESOCKET|ECONN/u)
  })

  it("with a server that never greets fails in its time", async () => {
    const silent = createServer().listen(0, "127.0.0.1")
    await once(silent, "listening")
    const { port } = silent.address() as AddressInfo
    const error = await fail(through(`smtp://127.0.0.1:${port}`, 50))
    assert.equal(error.reason, "unreachable")
    silent.close()
  })
})

describe("the mail transport", () => {
  let folder = ""
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lapline-mail-"))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const sendWith = (env: Record<string, string>) =>
    send.pipe(
      Effect.provide(configuredMail({ maildir: folder })),
      Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))
    )

  it("is a maildir when nothing is asked for", async () => {
    await Effect.runPromise(sendWith({}))
    assert.equal(readdirSync(path.join(folder, "new")).length, 1)
  })

  it("is SMTP when AGENT_MAIL says so, with the sender of AGENT_MAIL_FROM", () =>
    withServer({}, async ({ messages, port }) => {
      await Effect.runPromise(
        sendWith({
          AGENT_MAIL: "smtp",
          AGENT_SMTP_URL: `smtp://127.0.0.1:${port}`,
          AGENT_MAIL_FROM: "Other <other@example.com>"
        })
      )
      assert.match(messages[0] ?? "", /^From: Other <other@example\.com>\r$/mu)
      assert.deepEqual(readdirSync(folder), [])
    }))

  it("names the variable that is missing or wrong", async () => {
    const missing = await Effect.runPromise(Effect.flip(sendWith({ AGENT_MAIL: "smtp" })))
    assert.match(missing.message, /AGENT_SMTP_URL/u)
    const wrong = await Effect.runPromise(Effect.flip(sendWith({ AGENT_MAIL: "pigeon" })))
    assert.match(wrong.message, /AGENT_MAIL/u)
  })
})
