/** Files and standard input that are read no faster than what they hold can be passed on. */

import { nodeFileSystem } from "../read/file-system.ts"
import type { ReadOptions } from "../read/read-logs.ts"

/** How `readLogs` reads when `pace` is awaited before each piece; as ever without one. */
export const pacedBy = (pace: (() => Promise<void>) | undefined): ReadOptions => {
  if (pace === undefined) return {}
  return {
    fileSystem: {
      ...nodeFileSystem,
      open: async (path) => {
        const file = await nodeFileSystem.open(path)
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
