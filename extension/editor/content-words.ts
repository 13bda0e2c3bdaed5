/** What is said of runs whose logs hold what people and models said. */
import * as vscode from "vscode"
import type { Run } from "../../sdk/analyze/model.ts"
import { runsWords } from "./count-words.ts"

/** Nothing where no log holds prompts and answers. */
export const contentWords = (runs: readonly Pick<Run, "content">[]): readonly string[] => {
  const holding = (content: Run["content"]) => runs.filter((run) => run.content === content).length
  const [redacted, raw] = [holding("redacted"), holding("raw")]
  if (redacted + raw === 0) return []
  return [
    ...(redacted === 0
      ? []
      : [
          vscode.l10n.t(
            "Prompts, answers, tool arguments and results are in the logs of {0}, with secrets taken out.",
            runsWords(redacted)
          )
        ]),
    ...(raw === 0
      ? []
      : [
          vscode.l10n.t(
            "Prompts, answers, tool arguments and results are in the logs of {0}, with any secrets in them.",
            runsWords(raw)
          )
        ]),
    vscode.l10n.t(
      "To record none, start the program without {0}. Runs that hold them are marked in the list of runs and can be deleted there.",
      "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
    )
  ]
}
