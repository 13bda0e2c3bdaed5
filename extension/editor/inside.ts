/** Whether a path lies in a folder, by its spelling. */
import { isAbsolute, relative } from "node:path"

/** True for the folder itself and what is under it. */
export const isInside = (path: string, folder: string): boolean => {
  const way = relative(folder, path)
  return !isAbsolute(way) && way !== ".." && !/^\.\.[\\/]/.test(way)
}
