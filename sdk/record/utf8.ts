/** Sizes of text in UTF-8, counted without encoding it. */

/** Bytes of `text` in UTF-8; a lone surrogate counts 3, as the replacement character it is written as. */
export const utf8Length = (text: string): number => {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes += 1
    else if (isPair(text, index)) {
      bytes += 2
      index += 1
    } else bytes += 2
  }
  return bytes
}

/** Whether `text` takes more than `limit` bytes; looks at the characters only when the length leaves a doubt. */
export const isLongerThan = (text: string, limit: number): boolean =>
  text.length > limit || (text.length * 3 > limit && utf8Length(text) > limit)

const isPair = (text: string, index: number): boolean => {
  const high = text.charCodeAt(index)
  if (high < 0xd800 || high > 0xdbff) return false
  const low = text.charCodeAt(index + 1)
  return low >= 0xdc00 && low <= 0xdfff
}
