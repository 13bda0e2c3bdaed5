/** Finds a Chromium: the one named by LAPLINE_BROWSER, the system's, or the one inside an npm package. */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { brotliDecompressSync } from "node:zlib"
import { type Browser, chromium } from "playwright-core"
import { findPackage, hostFolder } from "./pieces.ts"

export interface BrowserProgram {
  readonly executablePath: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const systemBrowsers = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
]

/** LAPLINE_BROWSER is a path, or `npm` for the packaged browser even where the system has one. Throws a reason. */
export const findBrowser = (wanted = process.env["LAPLINE_BROWSER"]): BrowserProgram => {
  if (wanted === "npm") return packagedBrowser()
  const system = wanted ?? systemBrowsers.find((file) => existsSync(file))
  return system === undefined ? packagedBrowser() : { executablePath: system, args: [], env: {} }
}

/** Only 127.0.0.1 resolves: a test cannot depend on a network, and nothing leaves the machine. */
export const launchBrowser = (program: BrowserProgram): Promise<Browser> =>
  chromium.launch({
    executablePath: program.executablePath,
    env: { ...process.env, ...program.env },
    headless: process.env["HEADED"] !== "1",
    timeout: 30_000,
    // The process that runs the tests ends on a signal and takes the browser along (see server.ts).
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      ...program.args,
      ...(process.getuid?.() === 0 || process.env["CI"] ? ["--no-sandbox"] : []),
      "--disable-dev-shm-usage",
      "--disable-gpu",
      "--disable-background-networking",
      "--no-proxy-server",
      "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    ]
  })

/** @sparticuz/chromium carries a headless Chromium for Linux x64 with its libraries and a font, packed by brotli. */
const packagedBrowser = (): BrowserProgram => {
  const folder = findPackage("@sparticuz/chromium")
  if (folder === undefined || process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("no Chromium found: install one or set LAPLINE_BROWSER to its path")
  }
  const manifest: { version: string } = JSON.parse(
    readFileSync(path.join(folder, "package.json"), "utf8")
  )
  const unpacked = path.join(hostFolder, "node_modules/.cache", `chromium-${manifest.version}`)
  if (!existsSync(unpacked)) unpack(path.join(folder, "bin"), unpacked)
  const libraries = [process.env["LD_LIBRARY_PATH"], path.join(unpacked, "lib")]
  return {
    executablePath: path.join(unpacked, "chromium"),
    args: ["--no-sandbox", "--no-zygote"],
    env: { LD_LIBRARY_PATH: libraries.filter(Boolean).join(":"), FONTCONFIG_PATH: unpacked }
  }
}

/** Unpacks beside the target and renames, so that two runs at once or a killed one leave a whole folder or none. */
const unpack = (from: string, to: string): void => {
  const part = `${to}.${process.pid}`
  mkdirSync(part, { recursive: true })
  const content = (name: string) => brotliDecompressSync(readFileSync(path.join(from, name)))
  writeFileSync(path.join(part, "chromium"), content("chromium.br"), { mode: 0o755 })
  for (const name of ["al2023.tar.br", "fonts.tar.br"]) {
    execFileSync("tar", ["xf", "-", "-C", part], { input: content(name) })
  }
  writeFileSync(path.join(part, "fonts.conf"), fontsConfiguration(to))
  try {
    renameSync(part, to)
  } catch (cause) {
    rmSync(part, { recursive: true, force: true })
    if (!existsSync(to)) throw cause
  }
}

/** A code font with the marks that lenses use (▲ ·), which the packed one lacks; a bare machine has none at all. */
const fontsConfiguration = (folder: string): string => {
  const family = (name: string, preferred: string) =>
    `<alias><family>${name}</family><prefer><family>${preferred}</family></prefer></alias>`
  const code = findPackage("dejavu-fonts-ttf") ?? ""
  const folders = ["/usr/share/fonts", path.join(folder, "fonts"), path.join(code, "ttf")]
  return [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    ...folders.map((each) => `<dir>${each}</dir>`),
    `<cachedir>${folder}/fonts-cache</cachedir>`,
    family("monospace", "DejaVu Sans Mono"),
    family("sans-serif", "Open Sans"),
    "</fontconfig>"
  ].join("\n")
}
