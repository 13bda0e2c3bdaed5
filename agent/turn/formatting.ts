/** Makes of a model's text what a customer may read. */
import { Effect } from "effect"
import { Lap } from "lapline"

/** What is said when a model had nothing to say. */
export const APOLOGY =
  "I am sorry, I could not come up with an answer to that. Could you say it in other words? If you prefer, one of our specialists will help you: just ask for a person."

/** Measured: `answerText` as the turn uses it. */
export const formatAnswer = Lap.formatting("format answer")((text: string) =>
  Effect.sync(() => answerText(text))
)

/** The text without its thinking, trimmed; an apology when nothing is left. */
export const answerText = (text: string): string => {
  const answer = spoken(text)
    .replace(/[^\S\n]+$/gmu, "")
    .replace(/\n{3,}/gu, "\n\n")
    .trim()
  return answer === "" ? APOLOGY : answer
}

const TAG = /(<\/?(?:think|thinking|thought|reasoning|scratchpad)>)/iu

/** What stands outside the thoughts. A thought that does not end takes the rest with it. */
const spoken = (text: string): string => {
  let said = ""
  let thinks = false
  for (const piece of text.split(TAG)) {
    if (!TAG.test(piece)) said += thinks ? "" : piece
    else if (!piece.startsWith("</")) thinks = true
    else {
      // A thought that ends without having begun: the model's chat template opened it.
      if (!thinks) said = ""
      thinks = false
    }
  }
  return said
}
