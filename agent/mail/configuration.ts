/** Which mail transport runs: a maildir, or SMTP when the environment asks for it. */
import { Config, Effect, Layer, Redacted } from "effect"
import type { Mail } from "./mail.ts"
import { maildirMail } from "./maildir.ts"
import { smtpMail } from "./smtp.ts"

/**
 * AGENT_MAIL is `maildir` (default) or `smtp`; SMTP needs AGENT_SMTP_URL, which may hold a
 * password. AGENT_MAIL_FROM is the sender of both.
 */
export const configuredMail = (options: {
  readonly maildir: string
}): Layer.Layer<Mail, Config.ConfigError> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const from = yield* sender
      if ((yield* transport) === "maildir") {
        return maildirMail({ directory: options.maildir, from })
      }
      return smtpMail({ url: Redacted.value(yield* smtpUrl), from })
    })
  )

const transport = Config.Literals(["maildir", "smtp"], "AGENT_MAIL").pipe(
  Config.withDefault("maildir")
)
const smtpUrl = Config.Redacted("AGENT_SMTP_URL")
const sender = Config.String("AGENT_MAIL_FROM").pipe(
  Config.withDefault("Lapline Outfitters Returns <returns@example.com>")
)
