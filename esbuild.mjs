// Builds what runs outside the source tree: the SDK's front door, the command line, the extension.
import * as esbuild from "esbuild"

const shared = {
  bundle: true,
  sourcemap: true,
  logLevel: "warning",
  target: "node22",
  platform: "node"
}

/** One bundle a row; a row whose entry does not exist fails the build. */
const bundles = [
  {
    entryPoints: ["sdk/index.ts"],
    outfile: "sdk/dist/index.js",
    format: "esm",
    packages: "external"
  },
  {
    entryPoints: ["sdk/cli/main.ts"],
    outfile: "sdk/dist/cli.mjs",
    format: "esm",
    // The map would weigh twenty times what it maps, and nobody debugs the minified command.
    sourcemap: false,
    minify: true,
    target: "node20",
    banner: {
      js: "import { createRequire as __lapRequire } from 'node:module'; const require = __lapRequire(import.meta.url);"
    }
  },
  {
    entryPoints: ["extension/extension.ts"],
    outfile: "extension/dist/extension.cjs",
    format: "cjs",
    external: ["vscode"],
    minify: true,
    target: "node20"
  }
]

if (process.argv.includes("--watch")) {
  for (const bundle of bundles) {
    const context = await esbuild.context({ ...shared, ...bundle })
    await context.watch()
  }
  console.log("watching; Ctrl-C ends")
} else {
  await Promise.all(bundles.map((bundle) => esbuild.build({ ...shared, ...bundle })))
}
