/** The `lapline.*` settings as one plain object. */
import * as vscode from "vscode"

export interface SettingValues {
  readonly refreshIntervalMs: number
  readonly lens: LensSettings
  readonly showsHeat: boolean
  readonly showsFindings: boolean
  readonly bottlenecks: BottleneckSettings
  readonly conversationRuns: number
  readonly showsStatusBar: boolean
}

export interface BottleneckSettings {
  readonly groupBy: (typeof GROUPINGS)[number]
  readonly sortBy: (typeof RANKINGS)[number]
  readonly limit: number
}

export interface LensSettings {
  readonly enabled: boolean
  readonly placement: (typeof PLACEMENTS)[number]
  readonly hiddenMetrics: readonly string[]
  readonly minimumMs: number
  readonly perLine: number
  /** Most lines of a file that get lap times, 0 for all. */
  readonly perFile: number
}

const PLACEMENTS = ["above", "endOfLine", "both"] as const
const GROUPINGS = ["metric", "file", "session"] as const
const RANKINGS = ["self", "total", "criticalPath"] as const

export interface Settings {
  readonly current: () => SettingValues
  readonly onDidChange: vscode.Event<void>
  readonly logsOf: (folder: vscode.Uri) => readonly string[]
  readonly onDidChangeLogs: vscode.Event<void>
  readonly setLensEnabled: (enabled: boolean) => Promise<void>
  readonly hideMetric: (metric: string) => Promise<void>
  readonly setBottlenecks: (
    change: Partial<Pick<BottleneckSettings, "groupBy" | "sortBy">>
  ) => Promise<void>
  readonly dispose: () => void
}

const SECTION = "lapline"
/** At most four refreshes a second, whatever the setting says. */
const SHORTEST_REFRESH_MS = 250

export const createSettings = (): Settings => {
  const changed = new vscode.EventEmitter<void>()
  const logsChanged = new vscode.EventEmitter<void>()
  let values = read()
  const subscription = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${SECTION}.logs`)) logsChanged.fire()
    if (!event.affectsConfiguration(SECTION) && !event.affectsConfiguration("editor.codeLens"))
      return
    values = read()
    changed.fire()
  })
  return {
    current: () => values,
    onDidChange: changed.event,
    logsOf: (folder) => texts(vscode.workspace.getConfiguration(SECTION, folder).get("logs")),
    onDidChangeLogs: logsChanged.event,
    setLensEnabled: (enabled) => update("lens.enabled", enabled),
    hideMetric: (metric) =>
      update("lens.hiddenMetrics", [...new Set([...values.lens.hiddenMetrics, metric])]),
    setBottlenecks: async ({ groupBy, sortBy }) => {
      if (groupBy !== undefined) await update("bottlenecks.groupBy", groupBy)
      if (sortBy !== undefined) await update("bottlenecks.sortBy", sortBy)
    },
    dispose: () => {
      for (const each of [changed, logsChanged, subscription]) each.dispose()
    }
  }
}

/** Written where the value is already set, else for the user. */
const update = async (key: string, value: unknown): Promise<void> => {
  const configuration = vscode.workspace.getConfiguration(SECTION)
  const isLocal = configuration.inspect(key)?.workspaceValue !== undefined
  await configuration.update(
    key,
    value,
    isLocal ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global
  )
}

/**
 * Settings files hold whatever was typed into them: what does not fit falls back to the default.
 */
const read = (): SettingValues => {
  const configuration = vscode.workspace.getConfiguration(SECTION)
  const number = (key: string, fallback: number, least: number) => {
    const value = configuration.get<unknown>(key)
    return typeof value === "number" && Number.isFinite(value) ? Math.max(least, value) : fallback
  }
  const isOn = (key: string) => configuration.get<unknown>(key) !== false
  return {
    refreshIntervalMs: number("refreshIntervalMs", SHORTEST_REFRESH_MS, SHORTEST_REFRESH_MS),
    lens: {
      enabled: isOn("lens.enabled"),
      placement: oneOf(PLACEMENTS, configuration.get("lens.placement")),
      hiddenMetrics: texts(configuration.get("lens.hiddenMetrics")),
      minimumMs: number("lens.minimumMs", 0, 0),
      perLine: number("lens.perLine", 2, 1),
      perFile: Math.round(number("lens.perFile", 0, 0))
    },
    showsHeat: isOn("heat.enabled"),
    showsFindings: isOn("findings.enabled"),
    bottlenecks: {
      groupBy: oneOf(GROUPINGS, configuration.get("bottlenecks.groupBy")),
      sortBy: oneOf(RANKINGS, configuration.get("bottlenecks.sortBy")),
      limit: number("bottlenecks.limit", 100, 1)
    },
    conversationRuns: Math.round(number("conversations.runs", 3, 1)),
    showsStatusBar: isOn("statusBar.enabled")
  }
}

/** The first is the default. */
const oneOf = <A extends string>([first, ...others]: readonly [A, ...A[]], value: unknown): A =>
  others.find((other) => other === value) ?? first

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : []
