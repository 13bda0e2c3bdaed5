/**
 * Makes text from a log harmless wherever the editor would read meaning into it: icons, links,
 * control characters.
 */
import { printable } from "../../sdk/analyze/printable.ts"

const MAX_CHARACTERS = 200

/** Zero width: breaks a token for the editor, not for the reader. */
const BREAK = "\u200b"

/**
 * The text on one line, at most `max` characters of it: control and direction marks become visible,
 * and `$(icon)`, `[text](link)`, URLs and addresses stay text.
 */
export const inert = (text: string, max: number = MAX_CHARACTERS): string => {
  const cut =
    text.length > max ? `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "")}…` : text
  return printable(cut)
    .replaceAll("$(", `$${BREAK}(`)
    .replaceAll("](", `]${BREAK}(`)
    .replaceAll("://", `:${BREAK}//`)
    .replaceAll(/www\./gi, (word) => `${word.slice(0, 3)}${BREAK}.`)
    .replaceAll("@", `@${BREAK}`)
}
