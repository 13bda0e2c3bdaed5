/** Files and standard input that are read no faster than what they hold can be passed on. */

import { promptFileSystem } from "../read/file-system.ts"
import type { ReadOptions } from "../read/read-logs.ts"

/** How `readLogs` reads when `pace` is awaited before each piece; as fast as it can without one. */
export const pacedBy = (pace: (() => Promise<void>) | undefined): ReadOptions => {
  if (pace === undefined) return { fileSystem: promptFileSystem }
  return {
    fileSystem: {
      ...promptFileSystem,
      open: async (path) => {
        const file = await promptFileSystem.open(path)
        return {
          ...file,
          read: async (buffer, position) => {
            await pace()
            return file.read(buffer, position)
          }
        }
      }
    },
    stdin: pacedStdin(pace)
  }
}

async function* pacedStdin(pace: () => Promise<void>): AsyncGenerator<Buffer> {
  for await (const chunk of process.stdin) {
    await pace()
    yield chunk
  }
}
