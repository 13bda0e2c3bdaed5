/** The sections of a report about where turns spent their time, and what of it can be saved. */

import {
  formatCount,
  formatDuration,
  formatLocation,
  formatPercent,
  formatPlural
} from "../analyze/format.ts"
import type { Finding, FindingSite, Report } from "../analyze/model.ts"
import { ownerName } from "../analyze/owner-name.ts"
import { number, tableOf, text } from "./figure-columns.ts"
import type { Section } from "./section.ts"

const MAX_FINDINGS = 10
const MAX_EVIDENCE = 2

export const ledgerSection = ({ ledger }: Report): Section | undefined =>
  ledger.turns === 0
    ? undefined
    : {
        title: "Where turns spent their time",
        table: tableOf(ledger.owners, [
          text("owner", ({ owner }) => ownerName(owner)),
          number("of turn", ({ share }) => formatPercent(share)),
          number("a turn", ({ totalMs }) => formatDuration(totalMs / ledger.turns)),
          number("total", ({ totalMs }) => formatDuration(totalMs), 6)
        ])
      }

export const findingsSection = ({ findings }: Report): Section | undefined => {
  if (findings.length === 0) return undefined
  const more = findings.length - MAX_FINDINGS
  return {
    title: "Findings",
    lines: findings.slice(0, MAX_FINDINGS).flatMap(findingLines),
    notes: [
      ...(more > 0 ? [`${formatPlural(more, "more finding")}: --json lists them all`] : []),
      "docs/findings.md in Lapline's repository says what each means and how it is mended"
    ]
  }
}

const findingLines = (finding: Finding): readonly string[] => {
  const { code, site, message, evidence } = finding
  const elsewhere = evidence.filter(
    (each) => each.site !== undefined && whereOf(each.site) !== whereOf(site)
  )
  return [
    `${code} at ${whereOf(site)}: ${message}; ${savingOf(finding)}`,
    ...elsewhere
      .slice(0, MAX_EVIDENCE)
      .map(({ text, site }) => `→ ${text}${site === undefined ? "" : `, ${whereOf(site)}`}`)
  ]
}

const whereOf = ({ file, line, name }: FindingSite): string =>
  file === undefined ? name : formatLocation(file, line)

const savingOf = ({ savingMs, savingBasis, per, affected, examined }: Finding): string => {
  const seen = `seen in ${formatCount(affected)} of ${formatPlural(examined, per)}`
  const saving =
    savingMs === null || savingMs === 0
      ? "no time to be told"
      : `saves ${formatDuration(savingMs)} each`
  return `${seen}; ${saving}: ${savingBasis}`
}

/** Keys are snake_case, times milliseconds, what is not known null. */
export const ledgerJson = ({ ledger }: Report) => ({
  turns: ledger.turns,
  total_ms: ledger.totalMs,
  owners: ledger.owners.map(({ owner, totalMs, share }) => ({ owner, total_ms: totalMs, share }))
})

export const findingJson = (finding: Finding) => ({
  code: finding.code,
  severity: finding.severity,
  message: finding.message,
  ...siteJson(finding.site),
  evidence: finding.evidence.map(({ text, site, traceId, spanId }) => ({
    text,
    ...siteJson(site),
    trace_id: traceId ?? null,
    span_id: spanId ?? null
  })),
  saving_ms: finding.savingMs,
  saving_basis: finding.savingBasis,
  per: finding.per,
  affected: finding.affected,
  examined: finding.examined,
  docs: finding.docs
})

const siteJson = (site: FindingSite | undefined) => ({
  file: site?.file ?? null,
  line: site?.line ?? null,
  function: site?.function ?? null,
  name: site?.name ?? null
})
