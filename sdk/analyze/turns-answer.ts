/** What the store answers about turns, until a turn changes. */

import type { Report, Turns } from "./model.ts"
import { summarizeBook, type TurnBook } from "./turn-book.ts"
import { noTurns, summarizeTurns } from "./turn-figures.ts"
import type { TurnFacts } from "./turn.ts"

export interface TurnsAnswer {
  /** What it is an answer about: as long as the book is the same, so is the answer. */
  readonly of: TurnBook
  readonly all: Pick<Report, "turns" | "chains" | "conversations">
  /** Computed once for each run that is asked for. */
  readonly ofRun: (runId: string) => Turns
  readonly firstOf: (runId: string) => TurnFacts | undefined
}

export const answerTurns = (book: TurnBook): TurnsAnswer => {
  const summaries = new Map<string, Turns>()
  return {
    of: book,
    all: summarizeBook(book),
    ofRun: (runId) => {
      const summary = summaries.get(runId) ?? summarizeTurns(book.runs.get(runId) ?? noTurns())
      summaries.set(runId, summary)
      return summary
    },
    firstOf: (runId) => book.runs.get(runId)?.first
  }
}
