/** Chooses the symbol that a log's function name means. */

export interface NamedSymbol {
  readonly name: string
  /** 0-based. */
  readonly line: number | undefined
  readonly children: readonly NamedSymbol[]
}

/**
 * The line of the only symbol with this name; of a name with dots, such as `Agent.run`, the parts before stand for the
 * symbols around it, as far as they go.
 */
export const functionLine = (symbols: readonly NamedSymbol[], name: string): number | undefined => {
  const wanted = name.split(".")
  const found = pathsOf(symbols, []).filter(({ path }) => {
    const shared = Math.min(path.length, wanted.length)
    return path.slice(-shared).join(".") === wanted.slice(-shared).join(".")
  })
  const most = Math.max(0, ...found.map(({ path }) => Math.min(path.length, wanted.length)))
  const best = found.filter(({ path }) => Math.min(path.length, wanted.length) === most)
  return best.length === 1 ? best[0]?.line : undefined
}

const pathsOf = (
  symbols: readonly NamedSymbol[],
  around: readonly string[]
): ReadonlyArray<{ readonly path: readonly string[]; readonly line: number | undefined }> =>
  symbols.flatMap(({ name, line, children }) => {
    const path = [...around, name.replace(/\(.*$/, "")]
    return [{ path, line }, ...pathsOf(children, path)]
  })
