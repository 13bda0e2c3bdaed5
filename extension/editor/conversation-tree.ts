/** The view of conversations: the samples that can be run, and what was recorded, down to each span. */
import * as vscode from "vscode"
import { formatCount } from "../protocol/figures.ts"
import type { ConversationRunner } from "./conversation-runner.ts"
import type { Laps } from "./laps.ts"
import { recordedItem } from "./recorded-items.ts"
import {
  paged,
  spansBelow,
  turnNodes,
  type RecordedNode,
  type SessionNode
} from "./recorded-nodes.ts"
import { sampleItem } from "./sample-item.ts"
import type { FoundSample, Samples } from "./samples.ts"
import type { SampleRef } from "./site-ref.ts"

interface GroupNode {
  readonly kind: "samples" | "recorded"
}

/** Carries the reference that its inline command gets. */
interface SampleNode extends SampleRef {
  readonly kind: "sample"
  readonly found: FoundSample
}

type Node = GroupNode | SampleNode | RecordedNode

export interface ConversationTreeOptions {
  readonly samples: Samples
  readonly runner: ConversationRunner
  readonly laps: Laps
}

const SAMPLES: GroupNode = { kind: "samples" }
const RECORDED: GroupNode = { kind: "recorded" }
const RECORDED_ID = "recorded"

export const registerConversationTree = ({
  samples,
  runner,
  laps
}: ConversationTreeOptions): vscode.Disposable => {
  const changed = new vscode.EventEmitter<Node | undefined>()
  const recorded = createRecordedSessions(laps)
  const pages = new Map<string, number>()
  const asked = new Map<string, Node>([[RECORDED_ID, RECORDED]])
  const pageOf = <A>(id: string, all: readonly A[]) => paged(id, all, pages.get(id) ?? 1)

  const rootsOf = (): Node[] => [
    ...(samples.list().length > 0 ? [SAMPLES] : []),
    ...(recorded.list().length > 0 ? [RECORDED] : [])
  ]
  const childrenOf = (node: Node): readonly Node[] => {
    switch (node.kind) {
      case "samples":
        return samples.list().map(toSampleNode)
      case "recorded":
        return pageOf(RECORDED_ID, recorded.list())
      case "session":
        asked.set(node.id, node)
        return pageOf(node.id, turnNodes(node))
      case "turn":
      case "span":
        asked.set(node.id, node)
        return pageOf(node.id, spansBelow(node) ?? [])
      case "sample":
      case "more":
        return []
    }
  }
  let roots = 0
  const refresh = () => {
    const { isNewList, sessions } = recorded.update()
    if (rootsOf().length !== roots) {
      roots = rootsOf().length
      changed.fire(undefined)
    } else if (isNewList) changed.fire(RECORDED)
    else for (const session of sessions) changed.fire(session)
  }
  refresh()
  return vscode.Disposable.from(
    changed,
    vscode.window.registerTreeDataProvider<Node>("lapline.conversations", {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => (node === undefined ? rootsOf() : [...childrenOf(node)]),
      getTreeItem: (node) => {
        switch (node.kind) {
          case "samples":
            return groupItem(vscode.l10n.t("Samples"), node, samples.list())
          case "recorded":
            return groupItem(vscode.l10n.t("Recorded"), node, recorded.list())
          case "sample":
            return sampleItem(node.found, runner.stateOf(node.found))
          default:
            return recordedItem(node)
        }
      }
    }),
    vscode.commands.registerCommand("lapline.showMoreRows", (parent?: unknown) => {
      const node = typeof parent === "string" ? asked.get(parent) : undefined
      if (typeof parent !== "string" || node === undefined) return
      pages.set(parent, (pages.get(parent) ?? 1) + 1)
      changed.fire(node)
    }),
    samples.onDidChange(() => changed.fire(undefined)),
    runner.onDidChange(() => changed.fire(SAMPLES)),
    laps.onDidChange(refresh)
  )
}

const toSampleNode = (found: FoundSample): SampleNode => ({
  kind: "sample",
  found,
  folder: found.folder.uri.toString(),
  sample: found.sample.name
})

const groupItem = (
  label: string,
  { kind }: GroupNode,
  all: readonly unknown[]
): vscode.TreeItem => {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded)
  item.id = kind
  item.description = formatCount(all.length)
  item.contextValue = kind
  return item
}

/** The sessions of all folders, each always by the same node, so that the view keeps what is open. */
const createRecordedSessions = (laps: Laps) => {
  const nodes = new Map<string, { readonly node: SessionNode; turns: number }>()
  let list: readonly SessionNode[] = []
  const update = (): { isNewList: boolean; sessions: readonly SessionNode[] } => {
    const grown: SessionNode[] = []
    const next = laps
      .folders()
      .flatMap((folder) =>
        folder
          .sessions()
          .sessions()
          .map((session) => {
            const id = `session\0${folder.id}\0${session.id}`
            const known = nodes.get(id) ?? {
              node: { kind: "session" as const, id, folder, session },
              turns: session.turns.length
            }
            nodes.set(id, known)
            known.node.session = session
            if (known.turns !== session.turns.length) grown.push(known.node)
            known.turns = session.turns.length
            return known.node
          })
      )
      .toSorted((a, b) => (b.session.endMicros ?? 0) - (a.session.endMicros ?? 0))
    const isNewList =
      next.length !== list.length || next.some((node, index) => node !== list[index])
    list = next
    if (nodes.size > next.length) {
      const kept = new Set(next.map(({ id }) => id))
      for (const id of nodes.keys()) if (!kept.has(id)) nodes.delete(id)
    }
    return { isNewList, sessions: grown }
  }
  return { list: () => list, update }
}
