/** Which ink is read on a colour. */

/** Black or white, whichever has more contrast on an `rgb(…)` colour (relative luminance as in WCAG 2.2). */
export const inkOn = (color: string): "#000000" | "#ffffff" => {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  // Where (1.05 / (l + 0.05)) and ((l + 0.05) / 0.05) are equal.
  return luminance > 0.179 ? "#000000" : "#ffffff"
}

const linear = (channel: number): number => {
  const part = channel / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
