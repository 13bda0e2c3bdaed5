/** Whatever happens to the files and whenever one looks or starts anew: what a tail holds is what reading the folder afresh gives. */

import assert from "node:assert/strict"
import fc from "fast-check"
import * as fs from "node:fs"
import { join } from "node:path"
import { readLogs } from "../../../sdk/read/read-logs.ts"
import { tailLogs, type Tail } from "../../../sdk/read/tail.ts"
import { holdNames, isBalanced, lines, takeNames, withFolder } from "./workspace.ts"

const ifThere = (path: string, act: () => void): void => {
  if (fs.existsSync(path)) act()
}

/** Each gets a path, lines that nobody had before, and a number that nobody had before. */
const actions = {
  append: (path, text) => fs.appendFileSync(path, text),
  tear: (path, text) => fs.appendFileSync(path, text.slice(0, 25)),
  endLine: (path) => fs.appendFileSync(path, "\n"),
  noise: (path) => fs.appendFileSync(path, "noise\n\n"),
  truncate: (path) => ifThere(path, () => fs.truncateSync(path)),
  rewrite: (path, text) => fs.writeFileSync(path, text),
  replace: (path, text) => {
    fs.writeFileSync(`${path}.new`, text)
    fs.renameSync(`${path}.new`, path)
  },
  rotate: (path) => ifThere(path, () => fs.renameSync(path, `${path}.1`)),
  copyTruncate: (path) =>
    ifThere(path, () => {
      fs.copyFileSync(path, `${path}.2`)
      fs.truncateSync(path)
    }),
  copy: (path) => ifThere(path, () => fs.copyFileSync(path, `${path}.3`)),
  remove: (path) => fs.rmSync(path, { force: true }),
  swapLink: (path) => {
    const link = join(path, "..", "link.jsonl")
    fs.symlinkSync(path, `${link}.new`)
    fs.renameSync(`${link}.new`, link)
  },
  loopLink: (path) => {
    const link = join(path, "..", "link.jsonl")
    fs.rmSync(link, { force: true })
    fs.symlinkSync(link, link)
  },
  /** An hour back or ahead, never to a time that a file had before. */
  clockJump: (path, _, number) =>
    ifThere(path, () => {
      const seconds = Date.now() / 1000 + (number % 2 === 0 ? 3_600 : -3_600) + number / 1_000
      fs.utimesSync(path, seconds, seconds)
    }),
  restart: () => undefined,
  look: () => undefined
} satisfies Readonly<Record<string, (path: string, text: string, number: number) => unknown>>

const ACTIONS: Readonly<Record<string, (path: string, text: string, number: number) => unknown>> =
  actions

export const history = fc.array(
  fc.record({
    action: fc.constantFrom(...Object.keys(actions)),
    file: fc.constantFrom("a.jsonl", "b.jsonl"),
    count: fc.integer({ min: 1, max: 3 }),
    looks: fc.boolean()
  }),
  { maxLength: 25, size: "max" }
)

type History = typeof history extends fc.Arbitrary<infer A> ? A : never

export interface Followed {
  readonly tail: Tail
  readonly held: ReturnType<typeof holdNames>
}

export const follow = (folder: string): Followed => {
  const held = holdNames()
  return { held, tail: tailLogs([folder], held.sink, { pollMs: 1e6 }) }
}

/** Fails unless the tail holds and counts what reading the folder afresh gives. */
export const checkSame = async (folder: string, { tail, held }: Followed): Promise<void> => {
  await tail.refresh()
  const cold = takeNames()
  const counts = await readLogs([folder], cold)
  assert.deepEqual(held.sorted(), cold.names.sort())
  assert.deepEqual(tail.counts(), counts)
  assert.ok(isBalanced(counts))
}

/** Lets the history happen to a fresh folder, with a look where it says so and at its end. */
export const checkHistory = (steps: History): Promise<void> =>
  withFolder(async (folder) => {
    let followed = follow(folder)
    try {
      let name = 100
      for (const { action, file, count, looks } of steps) {
        ACTIONS[action]?.(join(folder, file), lines(name, name + count), name)
        if (action === "restart") {
          await followed.tail.close()
          followed = follow(folder)
        }
        name += count
        if (looks) await checkSame(folder, followed)
      }
      await checkSame(folder, followed)
    } finally {
      await followed.tail.close()
    }
  })
