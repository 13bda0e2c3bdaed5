/** How a run is configured: its options and the environment. The environment wins where both speak. */

import { join, parse, resolve } from "node:path"
import type { MakeExporter } from "../record/exporter.ts"
import { realPath } from "./location.ts"
import type { Rotation } from "./log-rotation.ts"
import type { Sampling, TailSampling } from "./sampling.ts"

export interface RunOptions {
  /** The script's name unless given; OTEL_SERVICE_NAME comes first. OTEL_RESOURCE_ATTRIBUTES may name both. */
  readonly service?: { readonly name?: string; readonly version?: string } | undefined
  /** Folder of the log files, `.lapline` in the root unless given; LAPLINE_DIR comes first. */
  readonly directory?: string | undefined
  /** One file that several processes append to, in place of a file for each run in `directory`. */
  readonly file?: string | undefined
  /** What recorded paths are relative to; the working directory unless given. */
  readonly root?: string | undefined
  /** Name of the sample conversation this process runs. */
  readonly conversation?: string | undefined
  /** `cold` when the process has to create its data first. Unless given: cold for the first log of the service in the folder. */
  readonly start?: "cold" | "warm" | undefined
  /** False, or LAPLINE_RESOURCES=0: no resource lines. */
  readonly resources?: boolean | undefined
  /** When a log is put aside as `.jsonl.1`, `.jsonl.2`, …; LAPLINE_ROTATE_BYTES and LAPLINE_ROTATE_KEEP (5) come first. */
  readonly rotation?: { readonly maxBytes: number; readonly keep?: number } | undefined
  /** Which traces are recorded, all unless given; OTEL_TRACES_SAMPLER(_ARG) and LAPLINE_SAMPLE_TAIL come first. */
  readonly sampling?: Sampling | undefined
  /** What gets every record besides the log. */
  readonly exporters?: readonly MakeExporter[] | undefined
}

export interface Settings {
  readonly serviceName: string
  readonly serviceVersion: string | undefined
  /** Absolute, without symbolic links. */
  readonly root: string
  /** Absolute. */
  readonly folder: string
  /** Absolute; undefined: a file of the run's own in `folder`. */
  readonly file: string | undefined
  readonly hasResources: boolean
  readonly rotation: Rotation | undefined
  readonly sampling: Sampling | undefined
}

/** `warn` is told of what the environment says and nobody understands; that counts as not said. */
export const settingsOf = (
  options: RunOptions,
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void
): Settings => {
  const root = realPath(resolve(options.root ?? process.cwd()))
  const described = resourceAttributes(env["OTEL_RESOURCE_ATTRIBUTES"] ?? "")
  const file = options.file === undefined ? undefined : resolve(options.file)
  return {
    serviceName:
      env["OTEL_SERVICE_NAME"] ||
      options.service?.name ||
      described.get("service.name") ||
      parse(process.argv[1] ?? "node").name,
    serviceVersion: options.service?.version ?? described.get("service.version"),
    root,
    folder:
      file === undefined
        ? resolve(env["LAPLINE_DIR"] || options.directory || join(root, ".lapline"))
        : parse(file).dir,
    file,
    hasResources: options.resources !== false && !isOff(env["LAPLINE_RESOURCES"]),
    rotation: rotationOf(options, env, warn),
    sampling: samplingOf(options.sampling, env, warn)
  }
}

const isOff = (value: string | undefined): boolean =>
  /^(?:0|false|no|off)$/i.test(value?.trim() ?? "")

/** `key=value,key=value`, values percent-encoded, as OpenTelemetry writes it. */
const resourceAttributes = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(",").flatMap((pair) => {
      const at = pair.indexOf("=")
      return at < 0 ? [] : [[pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())] as const]
    })
  )

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not encoded after all.
    return text
  }
}

/** Two batches and a header fit into the smallest file. */
const MIN_ROTATE_BYTES = 262_144
const KEEP = 5

const rotationOf = (
  { rotation }: RunOptions,
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void
): Rotation | undefined => {
  const maxBytes = numberIn(env, "LAPLINE_ROTATE_BYTES", warn) ?? rotation?.maxBytes
  if (maxBytes === undefined || !(maxBytes > 0)) return undefined
  const keep = numberIn(env, "LAPLINE_ROTATE_KEEP", warn) ?? rotation?.keep ?? KEEP
  return { maxBytes: Math.max(maxBytes, MIN_ROTATE_BYTES), keep: Math.max(0, Math.floor(keep)) }
}

const samplingOf = (
  given: Sampling | undefined,
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void
): Sampling | undefined => {
  const head = headOf(env, warn) ?? given?.head
  const tail = tailOf(env, warn) ?? given?.tail
  return head === undefined && tail === undefined ? undefined : { head, tail }
}

/** Whether a span from elsewhere was sampled is followed in any case, so `parentbased_` changes nothing. */
const headOf = (env: NodeJS.ProcessEnv, warn: (message: string) => void): number | undefined => {
  const name = env["OTEL_TRACES_SAMPLER"]
    ?.trim()
    .toLowerCase()
    .replace(/^parentbased_/, "")
  if (name === undefined || name === "") return undefined
  if (name === "always_on") return 1
  if (name === "always_off") return 0
  if (name === "traceidratio") return numberIn(env, "OTEL_TRACES_SAMPLER_ARG", warn) ?? 1
  warn(`Lapline knows no sampler ${JSON.stringify(name)} (OTEL_TRACES_SAMPLER)`)
  return undefined
}

/** `errors,slowest=0.05,ratio=0.1` */
const tailOf = (
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void
): TailSampling | undefined => {
  const text = env["LAPLINE_SAMPLE_TAIL"]?.trim()
  if (text === undefined || text === "") return undefined
  const tail: { errors?: boolean; slowest?: number; ratio?: number } = {}
  for (const part of text.split(",")) {
    const [name = "", value = ""] = part.trim().split("=")
    const share = Number(value)
    if (name === "errors" && value === "") tail.errors = true
    else if ((name === "slowest" || name === "ratio") && share >= 0 && share <= 1)
      tail[name] = share
    else {
      warn(`Lapline does not understand ${JSON.stringify(part)} in LAPLINE_SAMPLE_TAIL`)
      return undefined
    }
  }
  return tail
}

const numberIn = (
  env: NodeJS.ProcessEnv,
  name: string,
  warn: (message: string) => void
): number | undefined => {
  const text = env[name]?.trim()
  if (text === undefined || text === "") return undefined
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0) return value
  warn(`Lapline does not understand ${JSON.stringify(text)} as ${name}`)
  return undefined
}
