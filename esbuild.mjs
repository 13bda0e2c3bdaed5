// Builds what runs outside the source tree: the SDK's entry points with their types, the command line, the extension.
import * as fs from "node:fs"
import * as esbuild from "esbuild"
import { writeDeclarations } from "./declarations.mjs"
import { editorApi } from "./editor-api.mjs"

const shared = {
  bundle: true,
  sourcemap: true,
  logLevel: "warning",
  target: "node22",
  platform: "node"
}

/** The manifest says what may be imported; each has its source at the same place. */
const { exports: doors } = JSON.parse(fs.readFileSync("sdk/package.json", "utf8"))
const entryPoints = Object.values(doors)
  .flatMap((door) => door.default ?? [])
  .map((file) => file.replace("./dist/", "sdk/").replace(/\.js$/, ".ts"))

/** A package's licence as a comment at the head of the one script that holds its code. */
const licenceOf = (name) =>
  `/*! ${name}\n${fs.readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim()}\n*/`

/** One bundle a row; a row whose entry does not exist fails the build. */
const bundles = [
  {
    // Each stands alone: what two of them share is small and holds no state.
    entryPoints,
    outdir: "sdk/dist",
    outbase: "sdk",
    format: "esm",
    packages: "external",
    // Readable as it is, so a map would only double what is installed.
    sourcemap: false,
    target: "node20"
  },
  {
    entryPoints: ["sdk/cli/main.ts"],
    outfile: "sdk/dist/cli.mjs",
    format: "esm",
    // The map would weigh twenty times what it maps, and nobody debugs the minified command.
    sourcemap: false,
    minify: true,
    metafile: true,
    target: "node20",
    banner: {
      js: "import { createRequire as __lapRequire } from 'node:module'; const require = __lapRequire(import.meta.url);"
    }
  },
  {
    entryPoints: ["extension/extension.ts"],
    outfile: "extension/dist/extension.cjs",
    format: "cjs",
    plugins: [editorApi],
    // A part of the API that the sources name and the list lacks.
    logOverride: { "import-is-undefined": "error" },
    minify: true,
    target: "node20"
  },
  // A page's script and style; a webview loads nothing else. Chrome as the oldest editor we name has it.
  ...["trace", "dashboard"].map((page) => ({
    entryPoints: [`extension/webview/${page}/main.ts`, `extension/webview/${page}/${page}.css`],
    outdir: "extension/dist/webview",
    entryNames: page,
    ...(page === "dashboard" ? { banner: { js: licenceOf("uplot") } } : {}),
    format: "iife",
    platform: "browser",
    sourcemap: false,
    minify: true,
    target: "chrome128"
  }))
]

/** The licences of the packages that a bundle holds, beside it: they ask to go where their code goes. */
const writeLicences = (file, metafile) => {
  const inside = Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([input]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0])
    .filter((folder) => folder !== undefined)
  const texts = [...new Set(inside)].toSorted().map((folder) => {
    const { name, version } = JSON.parse(fs.readFileSync(`${folder}/package.json`, "utf8"))
    const licence = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    if (licence === undefined) throw new Error(`${name} is in a bundle and has no licence`)
    return `${name} ${version}\n\n${fs.readFileSync(`${folder}/${licence}`, "utf8").trim()}\n`
  })
  fs.writeFileSync(file, texts.join(`\n${"-".repeat(80)}\n\n`))
}

if (process.argv.includes("--watch")) {
  for (const bundle of bundles) {
    const context = await esbuild.context({ ...shared, ...bundle })
    await context.watch()
  }
  console.log("watching; Ctrl-C ends")
} else {
  const results = await Promise.all(
    bundles.map((bundle) => esbuild.build({ ...shared, ...bundle }))
  )
  for (const { metafile } of results) {
    if (metafile) writeLicences("sdk/dist/cli.licenses.txt", metafile)
  }
  writeDeclarations()
}
