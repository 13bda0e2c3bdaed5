/** The segments of the critical path, sorted into the spans that they belong to. */

export interface PathSegments {
  /** Where the segments of each span begin in `order`; one more entry tells the end of the last. */
  readonly first: Uint32Array
  readonly order: Uint32Array
}

/** `spans` names the span of each segment; the segments of one span keep their order. Linear: a counting sort. */
export const pathSegments = (spans: Uint32Array, rows: number): PathSegments => {
  const first = new Uint32Array(rows + 1)
  for (const span of spans) first[span + 1] = (first[span + 1] ?? 0) + 1
  for (let span = 0; span < rows; span++) {
    first[span + 1] = (first[span + 1] ?? 0) + (first[span] ?? 0)
  }
  const next = first.slice()
  const order = new Uint32Array(spans.length)
  for (let segment = 0; segment < spans.length; segment++) {
    const span = spans[segment] ?? 0
    const at = next[span] ?? 0
    order[at] = segment
    next[span] = at + 1
  }
  return { first, order }
}

export const segmentsOf = ({ first, order }: PathSegments, span: number): Uint32Array =>
  order.subarray(first[span] ?? 0, first[span + 1] ?? 0)
