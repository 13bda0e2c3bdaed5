/** A key of resource lines carries its unit as a suffix; metrics have it beside the name, in base units. */

export interface GaugeName {
  readonly name: string
  /** UCUM; empty when the key does not tell. */
  readonly unit: string
  /** What a value is multiplied by to be in that unit. */
  readonly scale: number
}

export const gaugeName = (key: string): GaugeName => {
  const known = SUFFIXES.find(([suffix]) => key.endsWith(suffix) && key.length > suffix.length)
  if (known === undefined) return { name: key, unit: "", scale: 1 }
  const [suffix, unit, scale] = known
  return { name: key.slice(0, -suffix.length), unit, scale }
}

const SUFFIXES: readonly (readonly [suffix: string, unit: string, scale: number])[] = [
  ["_bytes", "By", 1],
  ["_ms", "s", 0.001],
  ["_seconds", "s", 1]
]
