/** A tail on a fresh folder, ended and removed with its test. */

import { join } from "node:path"
import { tailLogs, type Tail, type TailOptions } from "../../../sdk/read/tail.ts"
import { holdNames, withFolder } from "./workspace.ts"

export interface Scene {
  readonly folder: string
  readonly path: string
  readonly tail: Tail
  readonly held: ReturnType<typeof holdNames>
}

/** Follows a fresh folder or what is to be in it by that name; looks only when asked to unless `options` say otherwise. */
export const scene = (
  use: (scene: Scene) => Promise<void>,
  options: TailOptions & { readonly name?: string } = {}
) =>
  withFolder(async (folder) => {
    const held = holdNames()
    const tail = tailLogs([join(folder, options.name ?? "")], held.sink, {
      pollMs: 1e6,
      ...options
    })
    try {
      await tail.refresh()
      await use({ folder, path: join(folder, "a.jsonl"), tail, held })
    } finally {
      await tail.close()
    }
  })
