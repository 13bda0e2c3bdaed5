/**
 * The commands that open a trace, as a view or as text: of a lens, of a tree row, of a link, or
 * picked from the slowest.
 */
import * as vscode from "vscode"
import type { Exemplar, Site } from "../../sdk/analyze/model.ts"
import { formatDuration } from "../protocol/figures.ts"
import { inert } from "./inert-text.ts"
import type { Laps } from "./laps.ts"
import type { Placement } from "./placement.ts"
import type { Placements } from "./placements.ts"
import { readRef, type TraceRef } from "./site-ref.ts"
import { siteLabel } from "./site-label.ts"
import { showTrace } from "./trace-document.ts"
import type { TraceViews } from "./trace-view.ts"

const MOST_PICKS = 50

export interface OpenTraceOptions {
  readonly laps: Laps
  readonly placements: Placements
  readonly traceViews: TraceViews
}

export const registerOpenTrace = ({
  laps,
  placements,
  traceViews
}: OpenTraceOptions): vscode.Disposable => {
  const command = (name: string, show: (ref: TraceRef) => unknown) =>
    vscode.commands.registerCommand(`lapline.${name}`, async (argument?: unknown) => {
      const ref = readRef(argument)
      if (ref !== undefined && "trace" in ref) return show(ref)
      const placement = ref && "site" in ref ? placements.of(ref.folder, ref.site) : undefined
      const picked = await pickTrace(laps, placement)
      return picked && show(picked)
    })
  return vscode.Disposable.from(
    command("openTrace", traceViews.show),
    command("openTraceText", showTrace)
  )
}

/** One of the site's slowest traces, or of the slowest of all; tells when there is none. */
export const pickTrace = async (
  laps: Laps,
  placement: Placement | undefined
): Promise<TraceRef | undefined> => {
  const picks =
    placement === undefined ? slowestOf(laps) : picksOf(placement.folder.id, placement.site)
  if (picks.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("No trace has been recorded there."))
    return undefined
  }
  const title =
    placement === undefined
      ? vscode.l10n.t("Slowest traces")
      : vscode.l10n.t("Slowest traces of {0}", siteLabel(placement.site))
  const picked = await vscode.window.showQuickPick(picks, { title, matchOnDescription: true })
  return picked?.ref
}

interface TracePick extends vscode.QuickPickItem {
  readonly ref: TraceRef
  readonly durationMs: number
}

/** Turns are what people wait for; a log without them offers every span. */
const slowestOf = (laps: Laps): readonly TracePick[] =>
  laps
    .folders()
    .flatMap(({ id, report }) => {
      const { sites } = report()
      const turns = sites.filter(({ metric }) => metric === "turn")
      return (turns.length > 0 ? turns : sites).flatMap((site) => picksOf(id, site))
    })
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .slice(0, MOST_PICKS)

const picksOf = (folder: string, site: Site): readonly TracePick[] =>
  site.slowest.flatMap((exemplar) => {
    if (exemplar.traceId === undefined) return []
    return [
      {
        label: formatDuration(exemplar.durationMs),
        description: `${siteLabel(site)} · ${whenOf(exemplar)}`,
        ref: refOf(folder, exemplar.traceId, exemplar.spanId),
        durationMs: exemplar.durationMs
      }
    ]
  })

const refOf = (folder: string, trace: string, span: string | undefined): TraceRef =>
  span === undefined ? { folder, trace } : { folder, trace, span }

const whenOf = ({ endMicros, sessionId }: Exemplar): string => {
  const when =
    endMicros === null ? [] : [new Date(endMicros / 1000).toLocaleString(vscode.env.language)]
  const session =
    sessionId === undefined ? [] : [vscode.l10n.t("session {0}", inert(sessionId, 12))]
  return [...when, ...session].join(" · ")
}
