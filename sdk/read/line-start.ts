/** Where a line begins, found backwards from any byte in it. */

import type { OpenFile } from "./file-system.ts"

/**
 * The first byte of the line that byte `at` is in, or would be in once it is written: behind the last newline before it, and not before
 * `least`, which is the beginning of a line. The buffer is overwritten.
 */
export const lineStart = async (
  file: OpenFile,
  buffer: Buffer,
  { at, least }: { readonly at: number; readonly least: number }
): Promise<number> => {
  for (let end = at; end > least;) {
    const start = Math.max(least, end - buffer.length)
    const bytes = await file.read(buffer.subarray(0, end - start), start)
    const newline = buffer.subarray(0, bytes).lastIndexOf(NEWLINE)
    if (newline !== -1) return start + newline + 1
    end = start
  }
  return least
}

/** At most so many bytes before `offset`; fewer where the file was cut meanwhile. */
export const bytesBefore = async (
  file: OpenFile,
  offset: number,
  length: number
): Promise<Buffer> => {
  const bytes = Buffer.alloc(Math.min(length, offset))
  return bytes.length === 0
    ? bytes
    : bytes.subarray(0, await file.read(bytes, offset - bytes.length))
}

const NEWLINE = 0x0a
