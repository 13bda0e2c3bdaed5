/** Where findings are shown: on lines that are sure, in files of the workspace, once. */
import assert from "node:assert/strict"
import { findFindings } from "../../../extension/editor/found-findings.ts"
import type { PlacedSite } from "../../../extension/editor/placement.ts"
import type { Finding, FindingSite, Report } from "../../../sdk/analyze/model.ts"
import { sentence } from "../../../sdk/analyze/sentence.ts"
import { createStore } from "../../../sdk/analyze/store.ts"
import { placedSite, unplacedSite } from "./made-sites.ts"

const at = (line: number, name = "work"): FindingSite => ({
  file: "src/a.ts",
  line,
  function: undefined,
  name
})
const finding = (site: FindingSite, evidence: readonly FindingSite[] = []): Finding => ({
  code: "slow-query",
  severity: "warning",
  message: "slow",
  told: sentence("slow"),
  site,
  evidence: evidence.map((each) => ({
    text: "seen",
    told: sentence("seen"),
    site: each,
    traceId: undefined,
    spanId: undefined
  })),
  savingMs: 1,
  savingBasis: "",
  per: "turn",
  affected: 1,
  examined: 2,
  docs: "docs/findings.md#slow-query"
})

describe("findings in the source", () => {
  const first = placedSite({ key: "first", line: 1 })
  const second = placedSite({ key: "second", line: 2, name: "other" })
  const older = placedSite({ key: "older", line: 9 }, { line: 0 })
  const lost = unplacedSite({ key: "lost", line: 4, name: "lost" })
  const all = [first, second, older, lost]

  const found = (findings: readonly Finding[], isOurs = true) => {
    const report: Report = {
      ...createStore().report(),
      sites: all.map(({ site }) => site),
      findings
    }
    return findFindings({
      folders: [{ id: "folder", report: () => report }],
      placements: {
        of: (_folder, key) => all.find(({ site }) => site.key === key),
        // The older measurement of a line is not shown there.
        at: (): readonly PlacedSite[] => [first, second]
      },
      isOurs: () => isOurs
    }).map(({ place, related }) =>
      [place, ...related.map((each) => each.place)].map(({ site }) => site.key).join(" → ")
    )
  }

  it("stand where their operation stands, with evidence that stands elsewhere", () => {
    assert.deepEqual(found([finding(at(1), [at(1), at(2, "other"), at(7)])]), ["first → second"])
  })

  it("are left out where no line is sure", () => {
    assert.deepEqual(found([finding(at(4, "lost")), finding(at(7)), finding(at(1, "renamed"))]), [])
  })

  it("are left out when the operation was measured anew at its line", () => {
    assert.deepEqual(found([finding(at(9)), finding(at(1))]), ["first"])
  })

  it("say nothing about files that are not the workspace's", () => {
    assert.deepEqual(found([finding(at(1))], false), [])
  })
})
