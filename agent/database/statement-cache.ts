/** A connection's prepared statements, least recently used first. */

export interface StatementCache<A> {
  readonly get: (sql: string) => A | undefined
  /** Keeps a statement; a statement that had to go for it is answered, to be finalized. */
  readonly keep: (sql: string, statement: A) => A | undefined
  readonly drain: () => ReadonlyArray<A>
}

export const makeStatementCache = <A>(capacity: number): StatementCache<A> => {
  // A Map iterates in insertion order: re-inserting on use makes its first key the oldest.
  const statements = new Map<string, A>()
  return {
    get: (sql) => {
      const statement = statements.get(sql)
      if (statement !== undefined) {
        statements.delete(sql)
        statements.set(sql, statement)
      }
      return statement
    },
    keep: (sql, statement) => {
      statements.set(sql, statement)
      if (statements.size <= capacity) return undefined
      const [oldest] = statements
      if (oldest === undefined) return undefined
      statements.delete(oldest[0])
      return oldest[1]
    },
    drain: () => {
      const all = [...statements.values()]
      statements.clear()
      return all
    }
  }
}
