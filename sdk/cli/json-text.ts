/** JSON for programs that is harmless in a terminal too. */

/**
 * What could steer a terminal or reorder a line stands as `\uXXXX`, which is the same JSON: control characters are that
 * already, here C1, invisible format characters and line separators are as well.
 */
export const toSafeJson = (json: string): string =>
  json.replace(UNSAFE, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => String.raw`\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`
    ).join("")
  )

const UNSAFE = /(?!\u200D)[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu
