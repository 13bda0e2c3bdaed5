/** Outgoing mail: what is sent, how it fails, and the service that sends it. */
import { Context, Data, type Effect } from "effect"

export interface OutgoingMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/**
 * A message that was not sent. It carries the transport's code (`EENVELOPE 550`) in place of the
 * transport's error, whose text names the recipient and would end in a log.
 */
export class MailError extends Data.TaggedError("MailError")<{
  readonly reason: "rejected" | "unreachable" | "storage"
  readonly code: string
}> {
  override get message(): string {
    return `The mail was not sent: ${this.reason} (${this.code})`
  }
}

export class Mail extends Context.Service<
  Mail,
  {
    /** Answers the message's Message-ID. */
    readonly send: (mail: OutgoingMail) => Effect.Effect<string, MailError>
  }
>()("return-agent/Mail") {}

/** A message is what it holds: the composer must not fetch parts of it from files or addresses. */
export const NO_OUTSIDE_CONTENT = { disableFileAccess: true, disableUrlAccess: true } as const
