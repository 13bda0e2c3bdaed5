/** Lines from a person or a pipe, and what is shown in between. */
import { Effect, type Scope } from "effect"
import { createInterface } from "node:readline"

export interface Screen {
  /** The next line that was typed; undefined at the end of the input. */
  readonly ask: Effect.Effect<string | undefined>
  readonly show: (text: string) => Effect.Effect<void>
  /** Shows that something goes on, for as long as `effect` runs. */
  readonly busy: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

export interface ScreenOptions {
  /** Ctrl-C, which a terminal in raw mode does not turn into a signal. */
  readonly onInterrupt: () => void
}

const PROMPT = "you> "
const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
const FRAME_MS = 80
const CLEAR_LINE = "\r\u001B[K"

/** Prompt, editing and spinner are for terminals; in a pipe there are answers alone. */
export const openScreen = ({
  onInterrupt
}: ScreenOptions): Effect.Effect<Screen, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => openLines(onInterrupt)),
      ({ close }) => Effect.sync(close)
    ),
    ({ next, isTerminal }) => {
      const show = (text: string) => Effect.sync(() => process.stdout.write(`${printable(text)}\n`))
      return {
        ask: Effect.promise(next),
        show: (text) => Effect.asVoid(show(text)),
        busy: isTerminal ? spinning : (effect) => effect
      }
    }
  )

const openLines = (onInterrupt: () => void) => {
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY
  const lines = createInterface({
    input: process.stdin,
    ...(isTerminal ? { output: process.stdout, prompt: PROMPT } : {})
  })
  lines.on("SIGINT", onInterrupt)
  // From now on, so that no line of a pipe is lost while one is answered.
  const iterator = lines[Symbol.asyncIterator]()
  const next = async (): Promise<string | undefined> => {
    if (isTerminal) lines.prompt()
    const { done, value } = await iterator.next()
    return done === true ? undefined : value
  }
  return { isTerminal, next, close: () => lines.close() }
}

const spinning = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      let frame = 0
      return setInterval(() => {
        frame = (frame + 1) % FRAMES.length
        process.stdout.write(`${CLEAR_LINE}${FRAMES[frame]} thinking`)
      }, FRAME_MS)
    }),
    () => effect,
    (timer) =>
      Effect.sync(() => {
        clearInterval(timer)
        process.stdout.write(CLEAR_LINE)
      })
  )

/** A model's words are not the terminal's commands. */
const printable = (text: string): string => text.replaceAll(/[^\P{Cc}\n\t]/gu, "")
