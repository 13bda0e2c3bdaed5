/** The fixture's agent, run beside the editor as a user would run it in a terminal. */
import { execFileSync } from "node:child_process"
import { rmSync } from "node:fs"
import path from "node:path"
import type { Workbench } from "../../vscode-host/workbench.ts"

/** Writes one log of so many runs. */
export const runAgent = ({ workspace }: Pick<Workbench, "workspace">, runs: number): void => {
  execFileSync(process.execPath, ["agent.mjs", "boots too small", "--runs", String(runs)], {
    cwd: workspace
  })
}

/** Takes the logs away and waits until the editor shows none. */
export const removeLogs = async ({
  workspace,
  ui
}: Pick<Workbench, "workspace" | "ui">): Promise<void> => {
  rmSync(path.join(workspace, ".lapline"), { recursive: true, force: true })
  await ui.until(
    "no lap times",
    async () => !(await ui.statusBar()).some((text) => text.includes("p50"))
  )
}
