/** A run is configured by its options and by the environment, which wins; what nobody understands is told and passed over. */

import assert from "node:assert/strict"
import { realpathSync } from "node:fs"
import { join, parse } from "node:path"
import { type RunOptions, type Settings, settingsOf } from "../../../sdk/trace/settings.ts"

const root = realpathSync(process.cwd())

const settings = (options: RunOptions, env: NodeJS.ProcessEnv): Settings & { warned: number } => {
  const warnings: string[] = []
  const found = settingsOf(options, env, (message) => void warnings.push(message))
  return { ...found, warned: warnings.length }
}

interface Case {
  readonly what: string
  readonly options?: RunOptions
  readonly env: NodeJS.ProcessEnv
  readonly expected: Partial<Settings & { warned: number }>
}

const cases: readonly Case[] = [
  {
    what: "nothing at all",
    env: {},
    expected: {
      root,
      folder: join(root, ".lapline"),
      file: undefined,
      serviceName: parse(process.argv[1] ?? "").name,
      serviceVersion: undefined,
      hasResources: true,
      rotation: undefined,
      sampling: undefined,
      warned: 0
    }
  },
  {
    what: "the service's name and version",
    options: { service: { name: "given" } },
    env: {
      OTEL_SERVICE_NAME: "named",
      OTEL_RESOURCE_ATTRIBUTES: "service.version=1%2C2,service.name=other,x"
    },
    expected: { serviceName: "named", serviceVersion: "1,2" }
  },
  {
    what: "a service in OTEL_RESOURCE_ATTRIBUTES alone",
    env: { OTEL_RESOURCE_ATTRIBUTES: "service.name=a%20b" },
    expected: { serviceName: "a b" }
  },
  {
    what: "a folder",
    options: { directory: "logs" },
    env: { LAPLINE_DIR: "/tmp/elsewhere" },
    expected: { folder: "/tmp/elsewhere" }
  },
  {
    what: "one file",
    options: { file: "shared/all.jsonl" },
    env: {},
    expected: { file: join(root, "shared/all.jsonl"), folder: join(root, "shared") }
  },
  {
    what: "no resource lines",
    env: { LAPLINE_RESOURCES: "off" },
    expected: { hasResources: false }
  },
  {
    what: "rotation, never smaller than two batches",
    options: { rotation: { maxBytes: 5, keep: 3 } },
    env: {},
    expected: { rotation: { maxBytes: 262_144, keep: 3 } }
  },
  {
    what: "rotation by the environment",
    options: { rotation: { maxBytes: 5, keep: 3 } },
    env: { LAPLINE_ROTATE_BYTES: "1e9", LAPLINE_ROTATE_KEEP: "2" },
    expected: { rotation: { maxBytes: 1e9, keep: 2 } }
  },
  {
    what: "no rotation",
    options: { rotation: { maxBytes: 5 } },
    env: { LAPLINE_ROTATE_BYTES: "0" },
    expected: { rotation: undefined }
  },
  {
    what: "a ratio",
    options: { sampling: { head: 0.9, tail: { errors: true } } },
    env: { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.25" },
    expected: { sampling: { head: 0.25, tail: { errors: true } }, warned: 0 }
  },
  {
    what: "none and all of the traces",
    env: { OTEL_TRACES_SAMPLER: "always_off" },
    expected: { sampling: { head: 0, tail: undefined } }
  },
  {
    what: "the tail",
    env: { LAPLINE_SAMPLE_TAIL: "errors, slowest=0.05,ratio=0.1" },
    expected: {
      sampling: { head: undefined, tail: { errors: true, slowest: 0.05, ratio: 0.1 } }
    }
  },
  {
    what: "what nobody understands",
    options: { sampling: { head: 0.5 }, rotation: { maxBytes: 1e6 } },
    env: {
      OTEL_TRACES_SAMPLER: "jaeger_remote",
      LAPLINE_SAMPLE_TAIL: "slowest=7",
      LAPLINE_ROTATE_BYTES: "big"
    },
    expected: {
      sampling: { head: 0.5, tail: undefined },
      rotation: { maxBytes: 1e6, keep: 5 },
      warned: 3
    }
  }
]

describe("the settings of a run", () => {
  for (const { env, expected, options = {}, what } of cases) {
    it(`take ${what}`, () => {
      const found = settings(options, env)
      for (const [key, value] of Object.entries(expected)) {
        assert.deepEqual(found[key as keyof Settings], value, key)
      }
    })
  }
})
