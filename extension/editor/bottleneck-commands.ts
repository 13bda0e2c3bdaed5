/** How the bottleneck view is grouped, ranked and filtered. */
import * as vscode from "vscode"
import { parseFilter } from "../../sdk/analyze/filter/filter.ts"
import type { FilteredLaps } from "./filtered-laps.ts"
import { filterProblemWords } from "./filter-words.ts"
import { inert } from "./inert-text.ts"
import type { Settings } from "./settings.ts"

export const registerBottleneckCommands = (
  filtered: FilteredLaps,
  settings: Settings
): vscode.Disposable => {
  const command = (name: string, run: () => unknown) =>
    vscode.commands.registerCommand(`lapline.${name}`, run)
  return vscode.Disposable.from(
    command("groupByFile", () => settings.setBottlenecks({ groupBy: "file" })),
    command("groupByMetric", () => settings.setBottlenecks({ groupBy: "metric" })),
    command("groupBySession", () => settings.setBottlenecks({ groupBy: "session" })),
    command("sortBySelf", () => settings.setBottlenecks({ sortBy: "self" })),
    command("sortByTotal", () => settings.setBottlenecks({ sortBy: "total" })),
    command("sortByCriticalPath", () => settings.setBottlenecks({ sortBy: "criticalPath" })),
    command("filterBottlenecks", () => askFilter(filtered)),
    command("clearFilter", () => filtered.set(""))
  )
}

const askFilter = async (filtered: FilteredLaps): Promise<void> => {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t("Filter bottlenecks"),
    prompt: vscode.l10n.t("Figures are those of the spans that fit. Nothing shows all."),
    placeHolder: "tool=CheckEligibility and duration>50ms",
    value: filtered.text(),
    validateInput: (input) => {
      const filter = parseFilter(input)
      return filter._tag === "Filter" ? undefined : inert(filterProblemWords(filter))
    }
  })
  if (text === undefined) return
  filtered.set(text.trim())
  await vscode.commands.executeCommand("lapline.bottlenecks.focus")
}
