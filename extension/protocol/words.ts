/** Sentences with places to fill in, as the editor's own translations have them. */

/** `{0}` and so on are replaced; what has no value stays. */
export const fill = (sentence: string, ...values: readonly (string | number)[]): string =>
  sentence.replaceAll(/\{(\d)\}/g, (place, index: string) => String(values[Number(index)] ?? place))
