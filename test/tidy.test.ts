/** What must hold for every file of code: rules that no linter of ours knows. */
import assert from "node:assert/strict"
import path from "node:path"
import { codeFiles, textOf } from "./repository.ts"

const maxLines = 300

/** Names that say nothing about what is inside. */
const emptyNames = new Set(["util", "utils", "helper", "helpers", "common", "misc", "stuff"])

/** Written so that this file does not hold what it looks for. */
const unfinished = /\b(TOD[O]|FIXM[E]|HAC[K]|XX[X])\b/
const focusedOrSkipped =
  /\b(describe|context|it|specify|suite|test)\.(only|skip)\b|\bx(it|describe|specify)\(|\.skip\(\)/
const swallowed = /\bcatch\s*(\([^)]*\)\s*)?\{\s*\}|\.catch\(\(\w*\) => \{\s*\}\)/
const ownPlaces = /\/(work|root)\/\w|\/tmp\/(briefs|try)|\bissues? #?\d+\b/i

/** Fails with a line `file: reason` for each file that the judge has a reason against. */
const check = (judge: (text: string, file: string) => string | undefined): void => {
  const offences = codeFiles.flatMap((file) => {
    const reason = judge(textOf(file), file)
    return reason === undefined ? [] : [`${file}: ${reason}`]
  })
  assert.equal(offences.length, 0, `\n${offences.join("\n")}`)
}

const lineOf = (text: string, pattern: RegExp): string | undefined => {
  const index = text.split("\n").findIndex((line) => pattern.test(line))
  return index < 0 ? undefined : `line ${index + 1}`
}

/** The first comment's first sentence; undefined where the file opens with anything else. */
const openingSentence = (text: string, file: string): string | undefined => {
  const body = text.replace(/^#!.*\n/, "")
  const opening = file.endsWith(".py")
    ? /^"""([\s\S]*?)(?:"""|$)/.exec(body)?.[1]
    : (/^\/\*\*([\s\S]*?)\*\//.exec(body)?.[1] ?? /^((?:\/\/.*\n)+)/.exec(body)?.[1])
  const words = opening?.replaceAll(/^\s*(\*|\/\/)/gm, "").trim()
  return words?.match(/^[\s\S]*?[.?](?=\s|$)/)?.[0]
}

const isTypeScriptName = (name: string) => /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/.test(name)
const isPythonName = (name: string) => /^(__init__|__main__|[a-z0-9]+(_[a-z0-9]+)*)\.py$/.test(name)

describe("every file of code", () => {
  it(`has at most ${maxLines} lines`, () => {
    check((text) => {
      const lines = text.trimEnd().split("\n").length
      return lines > maxLines ? `${lines} lines` : undefined
    })
  })

  it("opens with a sentence that says what it is", () => {
    check((text, file) => {
      if (text === "") return undefined
      const sentence = openingSentence(text, file)
      if (sentence === undefined) return "no opening sentence"
      return sentence.split(/\s+/).length < 2 ? `too short: ${sentence}` : undefined
    })
  })

  it("has a name in kebab-case, or in snake_case for Python", () => {
    check((_, file) => {
      const name = path.basename(file)
      const fits = file.endsWith(".py") ? isPythonName(name) : isTypeScriptName(name)
      return fits ? undefined : name
    })
  })

  it("lies under names that say something", () => {
    check((_, file) => file.split(/[/.\-_]/).find((word) => emptyNames.has(word)))
  })

  it("runs all of its tests", () => {
    check((text) => lineOf(text, focusedOrSkipped))
  })

  it("is finished", () => {
    check((text) => lineOf(text, unfinished))
  })

  it("swallows no error", () => {
    check((text) => swallowed.exec(text)?.[0])
  })

  it("speaks of the project alone, not of the place where it was written", () => {
    check((text) => lineOf(text, ownPlaces))
  })
})
