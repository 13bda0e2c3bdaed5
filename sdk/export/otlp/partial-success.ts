/** Reads how many items a receiver refused although it accepted the request: OTLP's partial success. */

export interface PartialSuccess {
  readonly refused: number
  readonly message: string
}

/** Answers that cannot be read count as full success, as OTLP asks. */
export const partialSuccess = (bytes: Uint8Array, contentType: string): PartialSuccess => {
  const read = contentType.includes("json") ? fromJson : fromProtobuf
  const { refused, message } = read(bytes)
  const isCount = Number.isSafeInteger(refused) && refused > 0
  return { refused: isCount ? refused : 0, message: message.slice(0, MAX_MESSAGE) }
}

const MAX_MESSAGE = 200

const NONE: PartialSuccess = { refused: 0, message: "" }

const fromJson = (bytes: Uint8Array): PartialSuccess => {
  let answer: unknown
  try {
    answer = JSON.parse(Buffer.from(bytes).toString("utf8"))
  } catch {
    return NONE
  }
  const partial = fieldOf(answer, ["partialSuccess", "partial_success"])
  const refused = ["rejectedSpans", "rejectedDataPoints", "rejectedLogRecords"]
  const count = fieldOf(partial, refused)
  const message = fieldOf(partial, ["errorMessage", "error_message"])
  return { refused: Number(count ?? 0), message: typeof message === "string" ? message : "" }
}

const fieldOf = (value: unknown, names: readonly string[]): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => names.includes(key))?.[1]
    : undefined

/** Export…ServiceResponse { partial_success = 1 { rejected = 1 (varint), error_message = 2 } }. */
const fromProtobuf = (bytes: Uint8Array): PartialSuccess => {
  const partial = fields(bytes).get(1)
  if (!(partial instanceof Uint8Array)) return NONE
  const inner = fields(partial)
  const refused = inner.get(1)
  const message = inner.get(2)
  return {
    refused: typeof refused === "number" ? refused : 0,
    message: message instanceof Uint8Array ? Buffer.from(message).toString("utf8") : ""
  }
}

/** The varint and length-delimited fields of a message up to the first thing of another form. */
const fields = (bytes: Uint8Array): ReadonlyMap<number, number | Uint8Array> => {
  const found = new Map<number, number | Uint8Array>()
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 1; at < bytes.length; shift *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 0x7f) * shift
      if (byte < 0x80) return value
    }
    return Number.NaN
  }
  while (at < bytes.length) {
    const tag = varint()
    const field = Math.floor(tag / 8)
    if (tag % 8 === 0) found.set(field, varint())
    else if (tag % 8 === 2) {
      const length = varint()
      if (!(at + length <= bytes.length)) break
      found.set(field, bytes.subarray(at, at + length))
      at += length
    } else break
  }
  return found
}
