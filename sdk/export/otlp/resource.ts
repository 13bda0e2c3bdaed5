/** The resource and the scope under which OTLP groups spans, points and log records. */

import type { LapRecord } from "../../record/record.ts"
import type { RunResource } from "../run-resource.ts"
import { type KeyValue, toKeyValues } from "./attributes.ts"

/** A record with the resource of its run. */
export interface Sourced {
  readonly record: LapRecord
  readonly resource: RunResource
}

export const SCOPE = { name: "lapline" }

export const toResource = (
  resource: RunResource
): { attributes: KeyValue[]; droppedAttributesCount: number } => ({
  attributes: toKeyValues(resource.attributes),
  droppedAttributesCount: 0
})
