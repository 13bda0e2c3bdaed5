/** The words after `npm test --`. */

export type Kind = "node" | "editor"

export type Words =
  | { readonly _tag: "Run"; readonly kinds: readonly Kind[]; readonly grep?: string }
  | { readonly _tag: "Unknown"; readonly word: string }

export const usage = `usage: npm test [-- [node] [editor] [grep TEXT]]
  node       the suites that need no editor
  editor     the suites in a real VS Code, on the source folder and on the packaged extension
  grep TEXT  only tests whose title holds TEXT
  nothing    all of it`

/** Without a kind both run; a `grep` takes the word that follows it. */
export const parseWords = (words: readonly string[]): Words => {
  const kinds: Kind[] = []
  let grep: string | undefined
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ""
    if (word === "node" || word === "editor") kinds.push(word)
    else if (word === "grep" && words[index + 1] !== undefined) grep = words[++index]
    else return { _tag: "Unknown", word }
  }
  return {
    _tag: "Run",
    kinds: kinds.length === 0 ? ["node", "editor"] : kinds,
    ...(grep === undefined ? {} : { grep })
  }
}
