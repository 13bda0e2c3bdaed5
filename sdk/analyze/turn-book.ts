/** All turns added up: together, by run, by conversation and by the chain of their tools. */

import { chainKey, type ChainCount, chainsOf, OTHER_CHAINS } from "./chain.ts"
import { type SessionCount, summarizeConversations } from "./conversation.ts"
import type { Report } from "./model.ts"
import { addFigures, addTurn, noTurns, summarizeTurns, type TurnFigures } from "./turn-figures.ts"
import type { TurnFacts } from "./turn.ts"

export interface TurnBook {
  readonly all: TurnFigures
  readonly runs: Map<string, TurnFigures>
  readonly sessions: Map<string, SessionCount>
  readonly chains: Map<string, ChainCount>
}

/** Past these new ones are not told apart: no run of their own, one conversation and one chain for all of them. */
const MAX_RUNS = 1000
const MAX_SESSIONS = 50_000
const MAX_CHAINS = 10_000
const OTHER_SESSIONS = "__overflow__"
const OTHER_KEY = chainKey(OTHER_CHAINS)

export const emptyBook = (): TurnBook => ({
  all: noTurns(),
  runs: new Map(),
  sessions: new Map(),
  chains: new Map()
})

export const enterTurn = (book: TurnBook, turn: TurnFacts): void => {
  const { runId, sessionId, tools } = turn
  addTurn(book.all, turn)
  if (runId !== undefined) addToRun(book, runId, (figures) => addTurn(figures, turn))
  if (sessionId !== undefined) addSession(book, sessionId, { turns: 1, tools: tools?.length ?? 0 })
  if (tools !== null) addChain(book, chainKey(tools), { tools, count: 1 })
}

/** Adds all turns of another book. */
export const enterBook = (book: TurnBook, other: TurnBook): void => {
  addFigures(book.all, other.all)
  for (const [runId, run] of other.runs) {
    addToRun(book, runId, (figures) => addFigures(figures, run))
  }
  for (const [sessionId, session] of other.sessions) addSession(book, sessionId, session)
  for (const [key, chain] of other.chains) addChain(book, key, chain)
}

export const summarizeBook = ({
  all,
  chains,
  sessions
}: TurnBook): Pick<Report, "turns" | "chains" | "conversations"> => ({
  turns: summarizeTurns(all),
  chains: chainsOf(chains),
  conversations: summarizeConversations(sessions)
})

const addToRun = (book: TurnBook, runId: string, add: (figures: TurnFigures) => void): void => {
  const known = book.runs.get(runId)
  if (known === undefined && book.runs.size >= MAX_RUNS) return
  const figures = known ?? noTurns()
  book.runs.set(runId, figures)
  add(figures)
}

const addSession = (book: TurnBook, sessionId: string, { turns, tools }: SessionCount): void => {
  const key =
    book.sessions.has(sessionId) || book.sessions.size < MAX_SESSIONS ? sessionId : OTHER_SESSIONS
  const known = book.sessions.get(key)
  book.sessions.set(key, {
    turns: (known?.turns ?? 0) + turns,
    tools: (known?.tools ?? 0) + tools
  })
}

const addChain = (book: TurnBook, key: string, { tools, count }: ChainCount): void => {
  const known = book.chains.get(key)
  if (known !== undefined) book.chains.set(key, { tools: known.tools, count: known.count + count })
  else if (book.chains.size < MAX_CHAINS || key === OTHER_KEY)
    book.chains.set(key, { tools, count })
  else addChain(book, OTHER_KEY, { tools: OTHER_CHAINS, count })
}
