/** Mail through an SMTP server. */
import { Effect, Layer } from "effect"
import { createTransport } from "nodemailer"
import { Mail, MailError, NO_OUTSIDE_CONTENT } from "./mail.ts"

export interface SmtpOptions {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly url: string
  /** The sender, such as `Returns <returns@example.com>`. */
  readonly from: string
  /** How long to wait for the connection, the greeting or an answer; 10 seconds when not given. */
  readonly timeoutMs?: number
}

export const smtpMail = (options: SmtpOptions): Layer.Layer<Mail> =>
  Layer.effect(
    Mail,
    Effect.gen(function* () {
      const timeoutMs = options.timeoutMs ?? 10_000
      const transport = yield* Effect.acquireRelease(
        Effect.sync(() =>
          createTransport({
            url: options.url,
            ...NO_OUTSIDE_CONTENT,
            connectionTimeout: timeoutMs,
            greetingTimeout: timeoutMs,
            socketTimeout: timeoutMs
          })
        ),
        (transport) => Effect.sync(() => transport.close())
      )
      return {
        send: (mail) =>
          Effect.tryPromise({
            try: () => transport.sendMail({ ...mail, from: options.from }),
            catch: mailError
          }).pipe(Effect.map((sent) => sent.messageId))
      }
    })
  )

const mailError = (cause: unknown): MailError => {
  const code = textOf(cause, "code")
  const responseCode = textOf(cause, "responseCode")
  return new MailError({
    reason: responseCode === "" ? "unreachable" : "rejected",
    code: `${code} ${responseCode}`.trim() || "unknown"
  })
}

const textOf = (cause: unknown, key: string): string => {
  if (typeof cause !== "object" || cause === null) return ""
  const value: unknown = Reflect.get(cause, key)
  return typeof value === "string" || typeof value === "number" ? String(value) : ""
}
