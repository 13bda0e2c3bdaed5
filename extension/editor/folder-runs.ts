/** The runs of a folder, those that count in the figures and those that were hidden. */
import type { Run } from "../../sdk/analyze/model.ts"
import { createRunSet } from "../../sdk/analyze/run.ts"
import type { LapsFolder } from "./laps.ts"

/** Of a hidden run only the header was read: it has no turns. */
export type FolderRun = Omit<Run, "turns"> &
  Partial<Pick<Run, "turns">> & { readonly isHidden: boolean }

export const runsOf = (folder: LapsFolder): readonly FolderRun[] => {
  const hidden = createRunSet()
  for (const header of folder.hiddenRuns()) hidden.addHeader(header)
  return [
    ...folder.report().runs.map((run) => ({ ...run, isHidden: false })),
    ...hidden.all().map((run) => ({ ...run, isHidden: true }))
  ]
}
