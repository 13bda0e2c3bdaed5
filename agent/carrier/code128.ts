/**
 * Code 128, set B: a bar code of printable ASCII (ISO/IEC 15417).
 *
 * A symbol is start, data, check and stop characters. Each is three bars and three spaces of 1 to 4
 * modules, 11 in all; the stop has a bar more. The check is (start + Σ position × value) mod 103.
 */

/** Widths of bar, space, bar, space, bar, space for the values 0 to 105, then the stop of 13 modules. */
const PATTERNS = (
  "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 " +
  "122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 " +
  "321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 " +
  "211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 " +
  "213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 " +
  "121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 " +
  "241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 " +
  "412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 " +
  "211214 211232 2331112"
).split(" ")

const START_B = 104
const STOP = 106
const FIRST_CHARACTER = 32
const LAST_CHARACTER = 126

/** The values of the symbol's characters, start, check and stop included; undefined when the text holds more than ASCII. */
export const code128Values = (text: string): ReadonlyArray<number> | undefined => {
  const data: Array<number> = []
  let check = START_B
  for (const [index, character] of [...text].entries()) {
    const code = character.codePointAt(0) ?? 0
    if (code < FIRST_CHARACTER || code > LAST_CHARACTER) return undefined
    data.push(code - FIRST_CHARACTER)
    check += (index + 1) * (code - FIRST_CHARACTER)
  }
  return [START_B, ...data, check % 103, STOP]
}

/** Widths in modules, beginning with a bar, then space and bar in turn; undefined as above. */
export const code128Widths = (text: string): ReadonlyArray<number> | undefined =>
  code128Values(text)
    ?.flatMap((value) => [...(PATTERNS[value] ?? "")])
    .map(Number)
