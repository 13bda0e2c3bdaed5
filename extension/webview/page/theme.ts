/** The colours of the editor's theme, in the form that a canvas takes. */

export interface Theme {
  readonly foreground: string
  readonly dim: string
  readonly background: string
  readonly grid: string
  readonly border: string
  readonly failed: string
  readonly path: string
  readonly selection: string
  /** Drawn around the selected row where selections have no background (high contrast). */
  readonly selectionBorder: string
  readonly hover: string
  readonly match: string
  readonly veil: string
  readonly font: string
  /** Of a metric or an owner, by the kinds of `KINDS`. */
  readonly kinds: Readonly<Record<Kind, string>>
  readonly isHighContrast: boolean
}

export const KINDS = ["turn", "model", "tool", "database", "rag", "startup", "other"] as const
export type Kind = (typeof KINDS)[number]

/** What colour a metric has: the same in the waterfall, the flame graph and the charts. */
export const kindOf = (metric: string): Kind => {
  if (metric.startsWith("db_")) return "database"
  return METRIC_KINDS.get(metric) ?? "other"
}

const METRIC_KINDS: ReadonlyMap<string, Kind> = new Map([
  ["turn", "turn"],
  ["iteration", "turn"],
  ["llm_call", "model"],
  ["tool_execution", "tool"],
  ["rag_query", "rag"],
  ["startup", "startup"]
])

/** The variables are defined in page.css; a probe resolves them to colours that a canvas understands. */
export const readTheme = (): Theme => {
  const probe = document.createElement("span")
  document.body.append(probe)
  const color = (variable: string): string => {
    probe.style.color = `var(${variable})`
    return getComputedStyle(probe).color
  }
  try {
    return {
      foreground: color("--lap-foreground"),
      dim: color("--lap-dim"),
      background: color("--lap-background"),
      grid: color("--lap-grid"),
      border: color("--lap-border"),
      failed: color("--lap-failed"),
      path: color("--lap-path"),
      selection: color("--lap-selection"),
      selectionBorder: color("--lap-selection-border"),
      hover: color("--lap-hover"),
      match: color("--lap-match"),
      veil: color("--lap-veil"),
      font: getComputedStyle(document.body).fontFamily,
      kinds: Object.fromEntries(KINDS.map((kind) => [kind, color(`--lap-${kind}`)])) as Record<
        Kind,
        string
      >,
      isHighContrast: /vscode-high-contrast/.test(document.body.className)
    }
  } finally {
    probe.remove()
  }
}

/** VS Code tells of another theme by the classes of the body and the variables of the root. */
export const onThemeChange = (run: () => void): void => {
  const observer = new MutationObserver(run)
  observer.observe(document.body, { attributes: true, attributeFilter: ["class"] })
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] })
}
