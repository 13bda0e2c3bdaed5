/** A file that an export grows, at a length that is known: what came after it before a crash is cut off. */

import * as fsp from "node:fs/promises"

export interface GrowingFile {
  readonly write: (text: string) => Promise<void>
  readonly bytes: () => number
  readonly close: () => Promise<void>
}

/**
 * Goes on at `bytes`; without them at the file's end. A file that is not there, as after a rotation, is begun. Rejects where it is shorter than
 * that, or cannot be written.
 */
export const growingFile = async (path: string, bytes?: number): Promise<GrowingFile> => {
  const file = await fsp.open(path, "a")
  try {
    const { size } = await file.stat()
    if (bytes !== undefined && size > 0 && size < bytes) {
      throw new RangeError(`is shorter than the ${bytes} bytes that were written to it`)
    }
    let length = bytes === undefined ? size : Math.min(size, bytes)
    if (size > length) await file.truncate(length)
    return {
      write: async (text) => {
        await file.appendFile(text)
        length += Buffer.byteLength(text)
      },
      bytes: () => length,
      close: () => file.close()
    }
  } catch (cause) {
    await file.close()
    throw cause
  }
}
