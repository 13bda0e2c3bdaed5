/** Where the time of a turn went, from the lines that it left in the log: the ledger as reports have it. */
import { buildTrace, formatDuration, ledgersOf, ownerName, type TurnLedger } from "lapline/analyze"
import type { LapRecord } from "lapline/record"

/** Of the session's last turn; undefined when there is none among the records. */
export const breakdownOf = (
  records: readonly LapRecord[],
  sessionId: string
): TurnLedger | undefined => {
  const turn = records.findLast(
    (record) =>
      record.metric === "turn" && record.step === "total" && record.sessionId === sessionId
  )
  if (turn === undefined) return undefined
  const trace = buildTrace(records.filter(({ traceId }) => traceId === turn.traceId))
  return ledgersOf(trace).find((ledger) => ledger.turn.record === turn)
}

/** `1.24 s: model wait 980 ms · tools 120 ms · database 80.2 ms · RAG 40.0 ms · own code 20.0 ms · unattributed 0 ms` */
export const breakdownText = ({
  durationMicros,
  entries
}: Pick<TurnLedger, "durationMicros" | "entries">): string => {
  const parts = entries.map(
    ({ owner, micros }) => `${ownerName(owner)} ${formatDuration(micros / 1000)}`
  )
  return `${formatDuration(durationMicros / 1000)}: ${parts.join(" · ")}`
}
