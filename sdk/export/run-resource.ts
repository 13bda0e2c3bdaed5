/** What a run's header says of the process, as the resource that its spans and metrics belong to. */

import { RUN_KEYS } from "../record/keys.ts"
import type { LapRecord } from "../record/record.ts"
import { exportable } from "./exportable.ts"

export interface RunResource {
  readonly serviceName: string
  readonly serviceVersion: string | undefined
  /** Attributes by OpenTelemetry's names, those two among them. */
  readonly attributes: Readonly<Record<string, unknown>>
}

export interface RunResources {
  /** Takes a header line; other lines are ignored. */
  readonly learn: (record: LapRecord) => void
  /** The resource of a record's run; the same object for all records of a run whose header came. */
  readonly of: (record: LapRecord) => RunResource
}

/** Past 10,000 runs the header of a new one is not kept; its records then belong to an unknown service. */
const MAX_RUNS = 10_000

export const makeRunResources = (): RunResources => {
  const runs = new Map<string, RunResource>()
  return {
    learn: (record) => {
      if (record.metric !== "run" || runs.size >= MAX_RUNS) return
      runs.set(record.runId ?? "", toResource(exportable(record)))
    },
    of: ({ runId }) => runs.get(runId ?? "") ?? UNKNOWN
  }
}

/** The name that OpenTelemetry gives to a service without one. */
const UNKNOWN_SERVICE = "unknown_service"

const UNKNOWN: RunResource = {
  serviceName: UNKNOWN_SERVICE,
  serviceVersion: undefined,
  attributes: { [RUN_KEYS.serviceName]: UNKNOWN_SERVICE, "telemetry.sdk.name": "lapline" }
}

/** The root stays here: it tells whose machine it is, and paths are relative to it anyway. */
const toResource = ({ attributes, runId }: LapRecord): RunResource => {
  const { [RUN_KEYS.root]: _root, ...told } = attributes
  const name = told[RUN_KEYS.serviceName]
  const version = told[RUN_KEYS.serviceVersion]
  const serviceName = typeof name === "string" && name !== "" ? name : UNKNOWN_SERVICE
  return {
    serviceName,
    serviceVersion: typeof version === "string" ? version : undefined,
    attributes: {
      ...told,
      [RUN_KEYS.serviceName]: serviceName,
      "telemetry.sdk.name": "lapline",
      ...(runId === undefined ? {} : { "service.instance.id": runId })
    }
  }
}
