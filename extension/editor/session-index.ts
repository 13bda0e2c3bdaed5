/** The conversations that were recorded, each with its turns. */
import { isFailure } from "../../sdk/analyze/failure.ts"
import type { LapRecord } from "../../sdk/record/record.ts"

export interface SessionIndex {
  readonly see: (record: LapRecord) => void
  /** That with the newest turn first. */
  readonly sessions: () => readonly Session[]
  readonly find: (sessionId: string) => Session | undefined
}

export interface Session {
  /** Empty for turns that name none. */
  readonly id: string
  /** Run of its first turn. */
  readonly runId: string | undefined
  readonly failed: number
  readonly totalMs: number
  /** Of its last turn, microseconds since the epoch. */
  readonly endMicros: number | null
  /** In the order they ended. */
  readonly turns: readonly RecordedTurn[]
}

export interface RecordedTurn {
  readonly name: string
  readonly traceId: string | undefined
  readonly spanId: string | undefined
  readonly hasFailed: boolean
  readonly durationMs: number | null
  readonly endMicros: number | null
}

interface Draft extends Session {
  runId: string | undefined
  failed: number
  totalMs: number
  endMicros: number | null
  turns: RecordedTurn[]
}

/** Past these the oldest go: the list is for people, and people look at what was last. */
const MOST_SESSIONS = 10_000
const MOST_TURNS = 10_000

export const createSessionIndex = (): SessionIndex => {
  /** That with the newest turn last. */
  const sessions = new Map<string, Draft>()
  let sorted: readonly Session[] | undefined
  return {
    see: (record) => {
      if (record.metric !== "turn" || record.step !== "total") return
      sorted = undefined
      const id = record.sessionId ?? ""
      const session = sessions.get(id) ?? newSession(id, record.runId)
      sessions.delete(id)
      sessions.set(id, session)
      addTurn(session, record)
      const oldest = sessions.keys().next()
      if (sessions.size > MOST_SESSIONS && oldest.done !== true) sessions.delete(oldest.value)
    },
    sessions: () => (sorted ??= [...sessions.values()].toSorted((a, b) => endOf(b) - endOf(a))),
    find: (sessionId) => sessions.get(sessionId)
  }
}

const newSession = (id: string, runId: string | undefined): Draft => ({
  id,
  runId,
  failed: 0,
  totalMs: 0,
  endMicros: null,
  turns: []
})

const addTurn = (session: Draft, record: LapRecord): void => {
  const { name, traceId, spanId, durationMs, endMicros } = record
  const hasFailed = isFailure(record)
  const turn = { name, traceId, spanId, hasFailed, durationMs, endMicros }
  // Logs are read one after the other, so an older turn may come later.
  const after = session.turns.findLastIndex((other) => endOf(other) <= endOf(turn))
  session.turns.splice(after + 1, 0, turn)
  if (session.turns.length > MOST_TURNS) session.turns.shift()
  if (hasFailed) session.failed += 1
  session.totalMs += durationMs ?? 0
  session.endMicros = session.turns.at(-1)?.endMicros ?? null
}

const endOf = ({ endMicros }: { readonly endMicros: number | null }): number => endMicros ?? 0
