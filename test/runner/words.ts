/** The words after `npm test --`. */

export type Kind = "node" | "python" | "editor" | "oldest" | "interop"

/** What runs where nothing is said: all that needs no program of others from the network. */
export const PLAIN_KINDS: readonly Kind[] = ["node", "python", "editor"]

const allKinds: readonly Kind[] = [...PLAIN_KINDS, "oldest", "interop"]

export type Words =
  | { readonly _tag: "Run"; readonly kinds: readonly Kind[]; readonly grep?: string }
  | { readonly _tag: "Unknown"; readonly word: string }

export const usage = `usage: npm test [-- [node] [python] [editor] [oldest] [interop] [grep TEXT]]
  node       what needs no editor
  python     the Python package
  editor     the suites in a real VS Code, on the source folder and on the packaged extension
  oldest     the packaged extension in the oldest VS Code that it names, which is installed for it
  interop    exporters and shells against the programs of others, which it fetches by apt and npm
  grep TEXT  only tests whose title holds TEXT
  nothing    node, python and editor`

/** Without a kind both run; a `grep` takes the word that follows it. */
export const parseWords = (words: readonly string[]): Words => {
  const kinds: Kind[] = []
  let grep: string | undefined
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ""
    const kind = allKinds.find((each) => each === word)
    if (kind !== undefined) kinds.push(kind)
    else if (word === "grep" && words[index + 1] !== undefined) grep = words[++index]
    else return { _tag: "Unknown", word }
  }
  return {
    _tag: "Run",
    kinds: kinds.length === 0 ? PLAIN_KINDS : kinds,
    ...(grep === undefined ? {} : { grep })
  }
}
