/**
 * Mail as files: each message in a maildir (https://cr.yp.to/proto/maildir.html), which any mail
 * program can open. A message is written to tmp/ and moved to new/ when it is whole.
 */
import { Effect, Layer } from "effect"
import { mkdir, open, rename, unlink } from "node:fs/promises"
import { hostname } from "node:os"
import path from "node:path"
import { createTransport } from "nodemailer"
import { Mail, MailError, NO_OUTSIDE_CONTENT } from "./mail.ts"

export interface MaildirOptions {
  readonly directory: string
  /** The sender, such as `Returns <returns@example.com>`. */
  readonly from: string
}

export const maildirMail = (options: MaildirOptions): Layer.Layer<Mail> =>
  Layer.effect(
    Mail,
    Effect.sync(() => {
      const composer = createTransport({
        streamTransport: true,
        buffer: true,
        newline: "unix",
        ...NO_OUTSIDE_CONTENT
      })
      let delivered = 0
      return {
        send: (mail) =>
          Effect.tryPromise({
            try: async () => {
              const composed = await composer.sendMail({ ...mail, from: options.from })
              if (!Buffer.isBuffer(composed.message)) throw new TypeError("not buffered")
              await deliver(options.directory, uniqueName(++delivered), composed.message)
              return composed.messageId
            },
            catch: (cause) => new MailError({ reason: "storage", code: codeOf(cause) })
          })
      }
    })
  )

/** Seconds, then what makes it unique: microseconds, process, number of the delivery; then the host. */
const uniqueName = (delivery: number): string => {
  const nowMs = performance.timeOrigin + performance.now()
  const seconds = Math.floor(nowMs / 1000)
  const micros = Math.floor((nowMs % 1000) * 1000)
  const host = hostname().replaceAll("/", "\\057").replaceAll(":", "\\072")
  return `${seconds}.M${micros}P${process.pid}Q${delivery}.${host}`
}

/** Messages hold names and addresses: files and folders are their owner's alone. */
const deliver = async (directory: string, name: string, message: Buffer): Promise<void> => {
  for (const folder of ["tmp", "new", "cur"]) {
    await mkdir(path.join(directory, folder), { recursive: true, mode: 0o700 })
  }
  const unfinished = path.join(directory, "tmp", name)
  const file = await open(unfinished, "wx", 0o600)
  try {
    await file.writeFile(message)
    await file.sync()
  } catch (cause) {
    await unlink(unfinished)
    throw cause
  } finally {
    await file.close()
  }
  await rename(unfinished, path.join(directory, "new", name))
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause ? String(cause.code) : "unknown"
