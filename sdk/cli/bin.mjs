#!/usr/bin/env node
// Starts the bundled command line: plain JavaScript that any Node can parse, so that an old one gets a sentence, not a stack.
import * as module from "node:module"

const REQUIRED = [20, 0]
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)

if (major < REQUIRED[0] || (major === REQUIRED[0] && minor < REQUIRED[1])) {
  process.stderr.write(
    `lapline: needs Node ${REQUIRED.join(".")} or newer; this is ${process.versions.node} (${process.execPath})\n` +
      "  Install a newer Node from https://nodejs.org, or put it first on your PATH.\n"
  )
  process.exitCode = 2
} else {
  // Halves the start; where the cache folder cannot be written, Node goes on without, and Node 20 has none.
  module.enableCompileCache?.()
  await import("../dist/cli.mjs")
}
