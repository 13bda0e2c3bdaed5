/** Where reading of a file stood that is known by its bytes: it may be a copy, or another file may have its number now. */

import type { Position } from "./checkpoint.ts"
import type { FoundLog } from "./discover.ts"
import type { FileSystem, OpenFile } from "./file-system.ts"

/**
 * That of the positions that goes furthest among those whose bytes the file has: the same first bytes, and the same before the position. A copy
 * made in a rotation goes on where its original stood. Rejects with the file system's error.
 */
export const knownPosition = async (
  { path, stat }: FoundLog,
  positions: Iterable<Position>,
  fileSystem: FileSystem
): Promise<Position | undefined> => {
  const possible = [...positions].filter(
    ({ offset, head }) => offset <= stat.size && head.length > 0
  )
  if (possible.length === 0) return undefined
  const file = await fileSystem.open(path)
  try {
    let best: Position | undefined
    for (const position of possible) {
      if (best !== undefined && best.offset >= position.offset) continue
      const { head, mark, offset } = position
      if (!(await holds(file, head, 0))) continue
      if (await holds(file, mark, offset - mark.length)) best = position
    }
    return best && { ...best, identity: stat.identity }
  } finally {
    await file.close()
  }
}

const holds = async (file: OpenFile, bytes: Buffer, position: number): Promise<boolean> => {
  const found = Buffer.alloc(bytes.length)
  return (await file.read(found, position)) === bytes.length && found.equals(bytes)
}
