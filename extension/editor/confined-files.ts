/** A file system that reads nothing outside of one folder, whatever links lead there. */
import { realpath } from "node:fs/promises"
import type { FileSystem } from "../../sdk/read/file-system.ts"
import { isInside } from "./inside.ts"

/** Calls for a path whose real place is not in the folder fail with EACCES, before anything there is touched. */
export const confineTo = (folder: string, files: FileSystem): FileSystem => {
  const guarded = async <A>(path: string, call: () => Promise<A>): Promise<A> => {
    const [root, real] = await Promise.all([realpath(folder), realpath(path)])
    if (isInside(real, root)) return call()
    throw Object.assign(new Error(`${path} leads out of ${folder}`), { code: "EACCES" })
  }
  return {
    list: (path) => guarded(path, () => files.list(path)),
    stat: (path) => guarded(path, () => files.stat(path)),
    open: (path) => guarded(path, () => files.open(path)),
    watch: files.watch
  }
}
