/** Reproducible pseudo-random numbers: the same seed always gives the same sample data. */

/** Draws whole numbers from `low` to `high`, both included. */
export type Draw = (low: number, high: number) => number

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough to shuffle samples. */
export const seededDraw = (seed: number): Draw => {
  let state = seed | 0
  return (low, high) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    const unit = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    return low + Math.floor(unit * (high - low + 1))
  }
}
