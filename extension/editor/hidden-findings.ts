/** The findings that the user does not want to see again in this workspace. */
import type * as vscode from "vscode"
import type { Finding } from "../../sdk/analyze/model.ts"

export interface HiddenFindings {
  readonly has: (key: string) => boolean
  readonly isEmpty: () => boolean
  readonly hide: (key: string) => Promise<void>
  readonly showAll: () => Promise<void>
}

const MEMORY_KEY = "lapline.hiddenFindings"
const MOST_HIDDEN = 1_000

export const createHiddenFindings = (memory: vscode.Memento): HiddenFindings => {
  const remembered: unknown = memory.get(MEMORY_KEY)
  let keys = new Set(Array.isArray(remembered) ? remembered.filter(isText) : [])
  const save = () => memory.update(MEMORY_KEY, [...keys])
  return {
    has: (key) => keys.has(key),
    isEmpty: () => keys.size === 0,
    hide: async (key) => {
      keys = new Set([...keys, key].slice(-MOST_HIDDEN))
      await save()
    },
    showAll: async () => {
      keys = new Set()
      await save()
    }
  }
}

/** By function where one is known: lines move, and a finding that was hidden stays hidden. */
export const findingKey = (folder: string, { code, site }: Finding): string =>
  [folder, code, site.file ?? "", site.function ?? site.line ?? "", site.name].join("\0")

const isText = (value: unknown): value is string => typeof value === "string"
