/** A return label to print: who sends, where to, and the tracking number as a bar code. */
import { code128Widths } from "./code128.ts"
import type { Shipment } from "./carrier.ts"

const MODULE_PX = 2
const QUIET_ZONE_MODULES = 10
const BAR_HEIGHT_PX = 90
const BAR_TOP_PX = 190
const LINE_PX = 20

const RECIPIENT = ["Lapline Outfitters Returns", "1 Warehouse Way, Dock 7", "Reno, NV 89501"]

/** Undefined when the tracking number cannot be a bar code. */
export const labelSvg = (shipment: Shipment, trackingNumber: string): string | undefined => {
  const widths = code128Widths(trackingNumber)
  if (widths === undefined) return undefined
  const modules = widths.reduce((sum, width) => sum + width, 2 * QUIET_ZONE_MODULES)
  const widthPx = modules * MODULE_PX
  const sender = [shipment.senderName, shipment.senderAddress]
  const lines = [
    text(20, 30, "FROM"),
    ...sender.map((line, index) => text(20, 50 + index * LINE_PX, line)),
    text(20, 110, "TO"),
    ...RECIPIENT.map((line, index) => text(20, 130 + index * LINE_PX, line)),
    bars(widths),
    text(20, BAR_TOP_PX + BAR_HEIGHT_PX + 20, trackingNumber),
    text(20, BAR_TOP_PX + BAR_HEIGHT_PX + 44, `RMA ${shipment.rmaNumber} · ${shipment.orderNumber}`)
  ]
  const heightPx = BAR_TOP_PX + BAR_HEIGHT_PX + 60
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" font-family="monospace" font-size="14">`,
    `<rect width="${widthPx}" height="${heightPx}" fill="white"/>`,
    ...lines,
    "</svg>",
    ""
  ].join("\n")
}

const bars = (widths: ReadonlyArray<number>): string => {
  let atModule = QUIET_ZONE_MODULES
  let path = ""
  for (const [index, width] of widths.entries()) {
    if (index % 2 === 0) {
      const widthPx = width * MODULE_PX
      path += `M${atModule * MODULE_PX} ${BAR_TOP_PX}h${widthPx}v${BAR_HEIGHT_PX}h-${widthPx}z`
    }
    atModule += width
  }
  return `<path d="${path}" fill="black"/>`
}

const text = (x: number, y: number, content: string): string =>
  `<text x="${x}" y="${y}">${escapeXml(content)}</text>`

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }

/** Control characters are not XML at all, and are left out. */
const escapeXml = (content: string): string =>
  content
    .replaceAll(/\p{Cc}/gu, "")
    .replaceAll(/[&<>]/gu, (character) => ESCAPES[character] ?? character)
