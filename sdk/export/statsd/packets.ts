/** Lines put into packets of a bounded size. */

/** What passes an Ethernet in one piece, with room for headers. */
export const MAX_PACKET_BYTES = 1_432

/** Lines joined by line ends, as many a packet as fit; a longer line is left out and counted. */
export const toPackets = (
  lines: readonly string[],
  maxBytes = MAX_PACKET_BYTES
): { readonly packets: readonly string[]; readonly tooLong: number } => {
  const packets: string[] = []
  let packet = ""
  let bytes = 0
  let tooLong = 0
  for (const line of lines) {
    const length = Buffer.byteLength(line)
    if (length > maxBytes) {
      tooLong += 1
      continue
    }
    if (packet !== "" && bytes + 1 + length > maxBytes) {
      packets.push(packet)
      packet = ""
    }
    bytes = packet === "" ? length : bytes + 1 + length
    packet = packet === "" ? line : `${packet}\n${line}`
  }
  if (packet !== "") packets.push(packet)
  return { packets, tooLong }
}
