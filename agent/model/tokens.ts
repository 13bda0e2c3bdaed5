/** Tokens of the rules model: a word with the space before it. */

/** The words of a text; joined, they are the text again but for space at its end. */
export const tokensOf = (text: string): string[] => text.match(/\s*\S+/gu) ?? []

/** How many tokens a value takes when it is written into a prompt or a tool call. */
export const tokenCount = (value: unknown): number =>
  tokensOf(typeof value === "string" ? value : JSON.stringify(value)).length
