/** Text from a log made harmless to show: what could steer a terminal or reorder a line becomes a visible mark. */

/**
 * Control characters become their pictures (`␛`), C1 and invisible format characters (bidirectional overrides, zero
 * widths, tags) and lone surrogates their code points (`‹U+202E›`). The zero-width joiner stays: emoji need it, and it
 * reorders nothing. Linear in the length.
 */
export const printable = (text: string): string => text.replace(UNSAFE, mark)

// Zl and Zp are the line and paragraph separators, Cs is a surrogate without its partner.
const UNSAFE = /(?!\u200D)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

const DELETE = 0x7f

const mark = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  if (code === DELETE) return "␡"
  return `‹U+${code.toString(16).toUpperCase().padStart(4, "0")}›`
}
