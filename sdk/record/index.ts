/** `lapline/record`: the record, one line of JSON for one finished operation, and how it is read and written. Imports nothing. */
export { type Decoded, decodeLine, type Rejected } from "./decode.ts"
export { encodeRecord } from "./encode.ts"
export { CODE_KEYS, ERROR_KEYS, RESOURCE_KEYS, RUN_KEYS } from "./keys.ts"
export {
  type CodeLocation,
  type LapRecord,
  MAX_LINE_BYTES,
  type Metric,
  RECORD_VERSION,
  type RecordError,
  type Status
} from "./record.ts"
export { formatTimestamp, parseTimestamp } from "./timestamp.ts"
