/** Opens a run's log file: private, appended to, never through a symbolic link, never anything but a regular file. */

import { constants, mkdirSync, openSync } from "node:fs"
import { dirname } from "node:path"

export const openLog = (path: string): number | undefined => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants
  return openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
}
