/** Which spans stand on which line while some are folded. */

export interface TreeRows {
  /** Spans from top to bottom. */
  readonly spans: Uint32Array
  /** The line of each span; -1 while it is inside a folded one. */
  readonly lineOf: Int32Array
}

/** `depth` is that of the spans in preorder: what is deeper and follows is inside. */
export const treeRows = (depth: Uint32Array, folded: ReadonlySet<number>): TreeRows => {
  const spans = new Uint32Array(depth.length)
  const lineOf = new Int32Array(depth.length).fill(-1)
  let lines = 0
  let hiddenBelow = Infinity
  for (let span = 0; span < depth.length; span++) {
    const at = depth[span] ?? 0
    if (at > hiddenBelow) continue
    hiddenBelow = folded.has(span) ? at : Infinity
    lineOf[span] = lines
    spans[lines] = span
    lines += 1
  }
  return { spans: spans.subarray(0, lines), lineOf }
}

/** Whether the span has others inside of it. */
export const hasInside = (depth: Uint32Array, span: number): boolean =>
  (depth[span + 1] ?? 0) > (depth[span] ?? 0)

/** The folded spans without those around `span`, so that it can be seen; the same set when it can already. */
export const reveal = (
  folded: ReadonlySet<number>,
  parent: Int32Array,
  span: number
): ReadonlySet<number> => {
  const around = new Set<number>()
  for (let at = parent[span] ?? -1; at >= 0; at = parent[at] ?? -1) {
    if (folded.has(at)) around.add(at)
  }
  return around.size === 0 ? folded : new Set([...folded].filter((each) => !around.has(each)))
}
