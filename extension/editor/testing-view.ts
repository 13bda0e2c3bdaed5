/** The sample conversations in the Testing view: whatever runs them, the results are there. */
import * as vscode from "vscode"
import { labelOf } from "./conversation-command.ts"
import type { ConversationRunner, RunOutcome } from "./conversation-runner.ts"
import { inert } from "./inert-text.ts"
import { sampleId, type FoundSample, type Samples } from "./samples.ts"
import type { Settings } from "./settings.ts"
import { runTests, type RunOrder } from "./test-run.ts"

export interface TestingOptions {
  readonly samples: Samples
  readonly runner: ConversationRunner
  readonly settings: Settings
}

export interface Testing {
  /** Runs as the Testing view does, and the results are there too. Nothing happens before the workspace is trusted. */
  readonly run: (order: RunOrder, token: vscode.CancellationToken) => Promise<RunOutcome>
  readonly dispose: () => void
}

/** Nothing of it is there before the workspace is trusted: what it runs is named by the workspace. */
export const registerTesting = (options: TestingOptions): Testing => {
  let view: Testing | undefined
  const start = () => {
    view ??= createView(options)
  }
  const granted = vscode.workspace.onDidGrantWorkspaceTrust(start)
  if (vscode.workspace.isTrusted) start()
  return {
    run: async (order, token) => view?.run(order, token) ?? { tallies: [], isStopped: true },
    dispose: () => {
      granted.dispose()
      view?.dispose()
    }
  }
}

/** How the runs of one request differ from plain ones. */
interface Way {
  readonly label: string
  /** Undefined for as many as the settings say. */
  readonly runs?: number
  readonly start?: "once" | "cold"
  readonly variant?: string
}

const createView = ({ samples, runner, settings }: TestingOptions): Testing => {
  const controller = vscode.tests.createTestController(
    "lapline",
    vscode.l10n.t("Lapline Conversations")
  )
  const listed = new Map<string, { readonly found: FoundSample; readonly item: vscode.TestItem }>()
  const itemOf = (found: FoundSample) => listed.get(sampleId(found))?.item
  let profiles: readonly vscode.Disposable[] = []
  let offered = ""

  const profileOf = (way: Way, isDefault: boolean): vscode.Disposable => {
    const { Run } = vscode.TestRunProfileKind
    const tag = way.variant === undefined ? undefined : new vscode.TestTag(way.variant)
    const run = async (request: vscode.TestRunRequest, token: vscode.CancellationToken) => {
      const order = {
        ...way,
        samples: requested(controller, request).flatMap(({ id }) => listed.get(id)?.found ?? []),
        runs: way.runs ?? settings.current().conversationRuns
      }
      await runTests({ controller, runner, request, token, itemOf, order })
    }
    const profile = controller.createRunProfile(way.label, Run, run, isDefault, tag)
    if (way.runs === undefined) {
      profile.configureHandler = () => {
        const query = "lapline.conversations.runs"
        void vscode.commands.executeCommand("workbench.action.openSettings", query)
      }
    }
    return profile
  }
  const offer = (variants: readonly string[]) => {
    // The editor forgets which profile was chosen when profiles are made anew.
    const next = JSON.stringify(variants)
    if (next === offered) return
    offered = next
    for (const profile of profiles) profile.dispose()
    profiles = waysOf(variants).map((way, index) => profileOf(way, index === 0))
  }
  const refresh = () => {
    const list = samples.list()
    listed.clear()
    for (const found of list) {
      listed.set(sampleId(found), { found, item: itemFor(controller, found) })
    }
    offer([...new Set(list.flatMap(({ variants }) => variants.map(({ name }) => name)))])
    controller.items.replace(rootsOf(controller, list, itemOf))
  }
  refresh()
  const refreshing = samples.onDidChange(refresh)
  return {
    run: (order, token) => {
      const asked = order.samples.flatMap((each) => itemOf(each) ?? [])
      // Whoever asked from elsewhere stays there: the results are there when they are looked for.
      const request = new vscode.TestRunRequest(asked, undefined, undefined, false, true)
      return runTests({ controller, runner, request, token, itemOf, order })
    },
    dispose: () => {
      for (const each of [refreshing, ...profiles, controller]) each.dispose()
    }
  }
}

const waysOf = (variants: readonly string[]): readonly Way[] => [
  { label: vscode.l10n.t("Run Once"), runs: 1 },
  { label: vscode.l10n.t("Run Several Times, in One Process"), start: "once" },
  { label: vscode.l10n.t("Run Several Times, Each Started Cold"), start: "cold" },
  ...variants.map((variant) => ({
    label: vscode.l10n.t("Run with {0}", inert(variant, 60)),
    variant,
    runs: 1
  }))
]

/** The items, under their folders where several have some. */
const rootsOf = (
  controller: vscode.TestController,
  list: readonly FoundSample[],
  itemOf: (each: FoundSample) => vscode.TestItem | undefined
): readonly vscode.TestItem[] => {
  const folders = [...Map.groupBy(list, ({ folder }) => folder)]
  const groups = folders.map(([folder, samples]) => {
    const items = samples.flatMap((each) => itemOf(each) ?? [])
    if (folders.length === 1) return items
    const item = controller.createTestItem(folder.uri.toString(), folder.name, folder.uri)
    item.children.replace(items)
    return [item]
  })
  return groups.flat()
}

const itemFor = (controller: vscode.TestController, each: FoundSample): vscode.TestItem => {
  const { sample, variants } = each
  const label = inert(labelOf(sample))
  const item = controller.createTestItem(sampleId(each), label, vscode.Uri.file(sample.file))
  // No description: the editor reads that out in place of the name.
  item.tags = variants.map(({ name }) => new vscode.TestTag(name))
  return item
}

/** What was asked for without what was left out, conversations only, in the view's order. */
const requested = (
  controller: vscode.TestController,
  { include, exclude = [] }: vscode.TestRunRequest
): readonly vscode.TestItem[] => {
  const roots = include ?? [...controller.items].map(([, item]) => item)
  const leaves = (item: vscode.TestItem): readonly vscode.TestItem[] => {
    if (exclude.includes(item)) return []
    return item.children.size === 0
      ? [item]
      : [...item.children].flatMap(([, each]) => leaves(each))
  }
  return [...new Set(roots.flatMap(leaves))]
}
