/** Where an export is written: standard output, or a file that is there only when it is whole. */

import * as fs from "node:fs"
import * as fsp from "node:fs/promises"

export interface Writer {
  readonly write: (text: string) => Promise<void>
  /** The file takes its name. */
  readonly end: () => Promise<void>
  /** What was written is thrown away. */
  readonly abandon: () => Promise<void>
}

export const streamWriter = (write: (text: string) => Promise<void>): Writer => ({
  write,
  end: async () => undefined,
  abandon: async () => undefined
})

/**
 * Writes beside the file and renames at the end, as readers that come by the minute ask. A device, a pipe or a link is
 * written to as it stands: a rename would replace it. Rejects where the file cannot be made.
 */
export const fileWriter = async (path: string): Promise<Writer> => {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false })
  const replaces = stat === undefined || stat.isFile()
  const place = replaces ? `${path}.${process.pid}.tmp` : path
  const file = await fsp.open(place, "w")
  return {
    write: async (text) => {
      await file.appendFile(text)
    },
    end: async () => {
      await file.close()
      if (replaces) await fsp.rename(place, path)
    },
    abandon: async () => {
      // Closing twice is no error.
      await file.close()
      if (replaces) await fsp.rm(place, { force: true })
    }
  }
}
