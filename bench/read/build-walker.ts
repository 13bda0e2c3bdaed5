/** Compiles sdk/read/shape/walker.as: `node bench/read/build-walker.ts` writes walker-module.ts beside it. */

import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import asc from "assemblyscript/asc"

const folder = new URL("../../sdk/read/shape/", import.meta.url)

/** The module's bytes. Throws with the compiler's words when it refuses the source. */
export const compileWalker = async (): Promise<Uint8Array> => {
  const source = readFileSync(new URL("walker.as", folder), "utf8")
  let module: Uint8Array | undefined
  const { error, stderr } = await asc.main([...FLAGS, "--outFile", "walker.wasm", "walker.ts"], {
    readFile: (name: string) => (name === "walker.ts" ? source : null),
    writeFile: (_name: string, contents: Uint8Array | string) => {
      if (typeof contents !== "string") module = contents
    },
    listFiles: () => []
  })
  if (error !== null || module === undefined) {
    throw new Error(`the walker does not compile: ${stderr.toString()}`, { cause: error })
  }
  return module
}

/** Memory comes from the host, and constants stay below the arena. */
const FLAGS = [
  "-O3",
  "--noAssert",
  "--runtime",
  "stub",
  "--importMemory",
  "--memoryBase",
  "1024",
  "--enable",
  "simd"
]

/** The text of walker-module.ts around those bytes. */
export const walkerModuleText = (module: Uint8Array): string => {
  const lines =
    Buffer.from(module)
      .toString("base64")
      .match(/.{1,92}/g) ?? []
  return [
    "/** walker.as, compiled by bench/read/build-walker.ts: a WebAssembly module in base64. */",
    "",
    "export const WALKER_MODULE =",
    ...lines.map((line, index) => `  "${line}"${index < lines.length - 1 ? " +" : ""}`),
    ""
  ].join("\n")
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const module = await compileWalker()
  writeFileSync(new URL("walker-module.ts", folder), walkerModuleText(module))
  console.log(`${module.length} bytes`)
}
