/** The built-in carrier: the same shipment always gets the same tracking number, and its label is a file. */
import { Effect, Layer } from "effect"
import { createHash } from "node:crypto"
import { mkdir, rename, writeFile } from "node:fs/promises"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { Carrier, CarrierError, type Shipment } from "./carrier.ts"
import { labelSvg } from "./label-svg.ts"

const CARRIER_NAME = "Lap Parcel"

/** Writes labels, which show an address, as files of their owner alone. */
export const localCarrier = (directory: string): Layer.Layer<Carrier> =>
  Layer.succeed(Carrier, {
    createLabel: (shipment) =>
      Effect.gen(function* () {
        const trackingNumber = trackingNumberOf(shipment)
        const svg = labelSvg(shipment, trackingNumber)
        if (svg === undefined) {
          return yield* new CarrierError({ reason: "unavailable", cause: "no bar code" })
        }
        const file = path.join(path.resolve(directory), `${trackingNumber}.svg`)
        yield* Effect.tryPromise({
          try: () => writeWhole(file, svg),
          catch: (cause) => new CarrierError({ reason: "storage", cause })
        })
        return { carrier: CARRIER_NAME, trackingNumber, labelUrl: pathToFileURL(file).href }
      })
  })

/** Twelve digits of the shipment's hash and a Luhn digit, so that a mistyped number is noticed. */
const trackingNumberOf = (shipment: Shipment): string => {
  const hash = createHash("sha256")
    .update(JSON.stringify([shipment.rmaNumber, shipment.orderNumber]))
    .digest()
  const digits = String(hash.readUIntBE(0, 6) % 1e12).padStart(12, "0")
  return `LAP${digits}${luhnDigit(digits)}`
}

const luhnDigit = (digits: string): number => {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return (10 - (sum % 10)) % 10
}

/** A reader sees the whole label or none. */
const writeWhole = async (file: string, content: string): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const unfinished = `${file}.${process.pid}.tmp`
  await writeFile(unfinished, content, { mode: 0o600 })
  await rename(unfinished, file)
}
