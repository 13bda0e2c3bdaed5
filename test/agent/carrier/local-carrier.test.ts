/** The built-in carrier and its labels. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { Carrier, type Shipment } from "../../../agent/carrier/carrier.ts"
import { code128Widths } from "../../../agent/carrier/code128.ts"
import { localCarrier } from "../../../agent/carrier/local-carrier.ts"

const SHIPMENT: Shipment = {
  rmaNumber: "RMA-1-ABCD",
  orderNumber: "77893",
  senderName: "Zoë <b>& Söhne</b>",
  senderAddress: "1 Road\u0007"
}

describe("the local carrier", () => {
  let folder = ""
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lapline-labels-"))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const label = (shipment: Shipment) =>
    Effect.runPromise(
      Effect.flatMap(Carrier, (carrier) => carrier.createLabel(shipment)).pipe(
        Effect.provide(localCarrier(path.join(folder, "a b#c")))
      )
    )

  it("gives a shipment one tracking number for ever, and another one another", async () => {
    const first = await label(SHIPMENT)
    assert.deepEqual(await label({ ...SHIPMENT, senderName: "Moved" }), first)
    const other = await label({ ...SHIPMENT, rmaNumber: "RMA-1-ABCE" })
    assert.notEqual(other.trackingNumber, first.trackingNumber)
  })

  it("ends the number with a Luhn digit", async () => {
    for (const rmaNumber of ["a", "b", "c", "d"]) {
      const { trackingNumber } = await label({ ...SHIPMENT, rmaNumber })
      assert.match(trackingNumber, /^LAP\d{13}$/u)
      const digits = Array.from(trackingNumber.slice(3), Number).reverse()
      const sum = digits.reduce((total, digit, index) => {
        const doubled = digit * 2
        return total + (index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled)
      }, 0)
      assert.equal(sum % 10, 0)
    }
  })

  it("escapes what it prints", async () => {
    const { labelUrl } = await label(SHIPMENT)
    const svg = readFileSync(fileURLToPath(labelUrl), "utf8")
    assert.ok(svg.includes("Zoë &lt;b&gt;&amp; Söhne&lt;/b&gt;"))
    assert.ok(svg.includes(">1 Road<"))
  })

  it("draws the bars of its number, from edge to edge inside the quiet zones", async () => {
    const { labelUrl, trackingNumber } = await label(SHIPMENT)
    const svg = readFileSync(fileURLToPath(labelUrl), "utf8")
    const bars = [...svg.matchAll(/M(\d+) 190h(\d+)v/gu)].map((bar) => [
      Number(bar[1]) / 2,
      Number(bar[2]) / 2
    ])
    const drawn: Array<number> = []
    for (const [index, [at = 0, width = 0]] of bars.entries()) {
      const [before = 0, barBefore = 0] = bars[index - 1] ?? []
      if (index > 0) drawn.push(at - before - barBefore)
      drawn.push(width)
    }
    assert.equal(bars[0]?.[0], 10)
    assert.deepEqual(drawn, code128Widths(trackingNumber))
  })

  it("keeps labels to their owner, and leaves no unfinished file", async () => {
    const { labelUrl } = await label(SHIPMENT)
    const file = fileURLToPath(labelUrl)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o700)
    assert.deepEqual(readdirSync(path.dirname(file)), [path.basename(file)])
  })
})
