/** The fault `leak`: a cache that nothing is ever taken out of. */

const cache: number[][] = []

/** Keeps, for every two words of the text, how alike they are: some megabytes for a prompt. */
export const keepForever = (text: string): void => {
  const words = text.toLowerCase().split(/\s+/u)
  const alike = (a: string, b: string): number => (a === b ? 1 : a[0] === b[0] ? 0.5 : 0.25)
  cache.push(words.flatMap((a) => words.map((b) => alike(a, b))))
}
