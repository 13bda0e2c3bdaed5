/** OpenTelemetry's names in Prometheus' letters, unit and kind as suffixes, by OpenTelemetry's compatibility rules. */

import type { Family } from "./family.ts"

/** `lapline.operation.duration` in `s` is `lapline_operation_duration_seconds`; counters end in `_total`. */
export const prometheusName = ({ name, unit, _tag }: Family): string => {
  const letters = name.replaceAll(/[^a-zA-Z0-9:]+/g, "_").replaceAll(/^_|_$/g, "") || "_"
  const base = /^\d/.test(letters) ? `_${letters}` : letters
  const suffixes = [UNITS[unit] ?? "", _tag === "Counter" ? "total" : ""]
  return suffixes.reduce(
    (said, suffix) => (suffix === "" || said.endsWith(`_${suffix}`) ? said : `${said}_${suffix}`),
    base
  )
}

const UNITS: Readonly<Record<string, string>> = { s: "seconds", By: "bytes", "1": "ratio" }

/** Names that begin with two underscores are Prometheus' own. */
export const labelName = (key: string): string => {
  const letters = key.replaceAll(/[^a-zA-Z0-9_]/g, "_").replace(/^_{2,}/, "_")
  return /^\d|^$/.test(letters) ? `_${letters}` : letters
}
