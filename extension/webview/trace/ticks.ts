/** Round places on an axis of time. */
import type { Range } from "./range.ts"

/** Multiples of 1, 2 or 5 times a power of ten, at most `most` of them, from left to right. */
export const ticksIn = ({ from, to }: Range, most: number): readonly number[] => {
  const length = to - from
  if (!(length > 0) || most < 1) return []
  const step = roundStep(length / most)
  const first = Math.ceil(from / step)
  const ticks: number[] = []
  for (let index = first; index * step <= to && ticks.length < most; index++) {
    ticks.push(index * step)
  }
  return ticks
}

/** The smallest round step that is not below `least`. */
const roundStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 5].find((each) => each * power >= least * (1 - 1e-9)) ?? 10
  return factor * power
}
