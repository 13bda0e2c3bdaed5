/**
 * Completes the lock files: `node test/lockfile.ts` after a change of dependencies. A registry that mirrors only some platforms
 * makes npm leave the others' optional packages out of the lock, and `npm ci` then refuses it everywhere.
 */
import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

interface Entry {
  readonly version?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly [key: string]: unknown
}

export interface Lock {
  readonly packages: Readonly<Record<string, Entry>>
}

/** Each optional dependency that the lock asks for and does not hold, with the version asked for. */
export const missingOptional = ({ packages }: Lock): readonly (readonly [string, string])[] => {
  const missing = new Map<string, string>()
  for (const [place, { optionalDependencies }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
      const isHeld =
        `node_modules/${name}` in packages || `${place}/node_modules/${name}` in packages
      if (!isHeld) missing.set(name, version)
    }
  }
  return [...missing]
}

const SYSTEMS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"]
const PROCESSORS = ["arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "x64"]

/** What a platform package's name says of where it runs, e.g. `@oxlint/binding-linux-arm64-musl`; undefined when it says nothing. */
export const platformOf = (name: string): Entry | undefined => {
  const words = (name.split("/").at(-1) ?? "").split("-")
  const os = SYSTEMS.find((system) => words.includes(system))
  const cpu = PROCESSORS.find((processor) => words.includes(processor))
  if (os === undefined || cpu === undefined) return undefined
  const libc = words.at(-1)?.startsWith("musl") ? "musl" : undefined
  return { cpu: [cpu], os: [os], ...(libc === undefined ? {} : { libc: [libc] }) }
}

/** The lock with an entry for each of them. Packages that name no platform are not ours to add. */
export const completed = (lock: Lock): Lock => {
  const added = missingOptional(lock).flatMap(([name, version]) => {
    const platform = platformOf(name)
    const entry = { version, dev: true, optional: true, ...platform }
    return platform === undefined ? [] : [[`node_modules/${name}`, entry] as const]
  })
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(added) })
  return { ...lock, packages: Object.fromEntries(packages.toSorted(byPlace)) }
}

const byPlace = ([left]: readonly [string, Entry], [right]: readonly [string, Entry]): number =>
  left.localeCompare(right, "en")

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const folder of ["..", "../bench", "vscode-host", "interop"]) {
    const file = path.join(import.meta.dirname, folder, "package-lock.json")
    const lock = JSON.parse(readFileSync(file, "utf8")) as Lock
    const whole = completed(lock)
    const added = missingOptional(lock).length - missingOptional(whole).length
    if (added > 0) writeFileSync(file, `${JSON.stringify(whole, null, 2)}\n`)
    console.log(`${path.relative(process.cwd(), file)}: added ${added} packages of other platforms`)
  }
}
