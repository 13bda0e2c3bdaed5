/** The view of the slowest lines. */
import * as vscode from "vscode"
import { formatDuration } from "../protocol/figures.ts"
import { groupBottlenecks, rowId, type BottleneckGroup } from "./bottleneck-groups.ts"
import { rankBottlenecks, type BottleneckRow } from "./bottleneck-rows.ts"
import { groupLabel, rankingWords, rowDescription, siteTooltip } from "./bottleneck-words.ts"
import { linesWords } from "./count-words.ts"
import type { FilteredLaps } from "./filtered-laps.ts"
import { inert } from "./inert-text.ts"
import type { Laps } from "./laps.ts"
import { metricIcon } from "./metric-words.ts"
import type { Placements } from "./placements.ts"
import type { Settings } from "./settings.ts"
import { siteLabel } from "./site-label.ts"
import type { SiteRef } from "./site-ref.ts"

/**
 * A node keeps its identity over refreshes, so that the view keeps its selection and what is
 * expanded.
 */
interface GroupNode {
  readonly kind: "group"
  group: BottleneckGroup
  sites: readonly SiteNode[]
  /** What the group and its rows say: only a group that says something else is drawn again. */
  words: string
}

/** Carries the reference that its inline commands get. */
interface SiteNode extends SiteRef {
  readonly kind: "site"
  readonly groupKind: BottleneckGroup["kind"]
  row: BottleneckRow
}

type Node = GroupNode | SiteNode

export interface BottleneckTreeOptions {
  readonly laps: Laps
  readonly placements: Placements
  readonly filtered: FilteredLaps
  readonly settings: Settings
}

export const registerBottleneckTree = ({
  laps,
  placements,
  filtered,
  settings
}: BottleneckTreeOptions): vscode.Disposable => {
  const changed = new vscode.EventEmitter<Node | undefined>()
  let roots: readonly GroupNode[] = []

  const rank = () => {
    const folders = laps.folders().map((folder) => ({
      figures: filtered.of(folder),
      placementOf: (siteKey: string) => placements.of(folder.id, siteKey)
    }))
    return rankBottlenecks(folders, settings.current().bottlenecks)
  }
  const view = vscode.window.createTreeView<Node>("lapline.bottlenecks", {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => (node === undefined ? [...roots] : childrenOf(node)),
      getParent: (node) =>
        node.kind === "site" ? roots.find((root) => root.sites.includes(node)) : undefined,
      getTreeItem: (node) =>
        node.kind === "group" ? groupItem(node) : siteItem(node, settings.current().bottlenecks)
    },
    showCollapseAll: true
  })
  const refresh = () => {
    const { bottlenecks } = settings.current()
    const before = new Map(roots.map((node) => [node.group.id, node]))
    const groups = groupBottlenecks(rank(), bottlenecks.groupBy)
    const said = new Map(roots.map((node) => [node, node.words]))
    const next = groups.map((group) =>
      updateGroup(before.get(group.id), group, (row) => rowDescription(row, bottlenecks.sortBy))
    )
    const isSameList =
      next.length === roots.length && next.every((node, index) => node === roots[index])
    roots = next
    if (!isSameList) changed.fire(undefined)
    else for (const node of roots) if (said.get(node) !== node.words) changed.fire(node)
    const words = [rankingWords(bottlenecks.sortBy), inert(filtered.text(), 60)]
    view.description = words.filter((word) => word !== "").join(" · ")
    const isEmpty = filtered.text() !== "" && roots.length === 0
    view.message = isEmpty ? vscode.l10n.t("No span fits the filter.") : ""
    setContext("lapline.filtered", filtered.text() !== "")
    setContext("lapline.measured", roots.length > 0)
  }
  refresh()
  return vscode.Disposable.from(
    changed,
    view,
    placements.onDidChange(refresh),
    filtered.onDidChange(refresh),
    settings.onDidChange(refresh)
  )
}

const setContext = (name: string, value: boolean): void =>
  void vscode.commands.executeCommand("setContext", name, value)

const childrenOf = (node: Node): Node[] => (node.kind === "group" ? [...node.sites] : [])

const updateGroup = (
  known: GroupNode | undefined,
  group: BottleneckGroup,
  describe: (row: BottleneckRow) => string
): GroupNode => {
  const before = new Map(known?.sites.map((node) => [rowId(node.row), node]))
  const sites = group.rows.map((row) => {
    const node = before.get(rowId(row))
    if (node === undefined) return siteNode(group, row)
    node.row = row
    return node
  })
  const words = sites.map(({ site, row }) => site + describe(row)).join()
  if (known === undefined) return { kind: "group", group, sites, words }
  return Object.assign(known, { group, sites, words })
}

const siteNode = ({ kind }: BottleneckGroup, row: BottleneckRow): SiteNode => ({
  kind: "site",
  groupKind: kind,
  row,
  folder: row.placement.folder.id,
  site: row.placement.site.key
})

const groupItem = ({ group }: GroupNode): vscode.TreeItem => {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState
  const state = group.kind === "unplaced" ? Collapsed : Expanded
  const item = new vscode.TreeItem(groupLabel(group), state)
  item.id = group.id
  item.description = formatDuration(group.ms)
  const lines = linesWords(group.rows.length)
  item.tooltip = vscode.l10n.t("{0} in {1}", formatDuration(group.ms), lines)
  const icon = iconOf(group)
  if (icon !== undefined) item.iconPath = icon
  item.contextValue = "group"
  return item
}

const iconOf = ({ kind, name }: BottleneckGroup): vscode.ThemeIcon | undefined => {
  switch (kind) {
    case "metric":
      return metricIcon(name)
    case "session":
      return new vscode.ThemeIcon("comment-discussion")
    case "unplaced":
      return new vscode.ThemeIcon("circle-slash")
    case "file":
      return undefined
  }
}

const siteItem = (
  { row, groupKind, folder, site }: SiteNode,
  { sortBy }: ReturnType<Settings["current"]>["bottlenecks"]
): vscode.TreeItem => {
  const item = new vscode.TreeItem(siteLabel(row.placement.site))
  item.id = `${groupKind}:${rowId(row)}`
  item.description = rowDescription(row, sortBy)
  item.tooltip = siteTooltip(row.placement)
  if (groupKind === "file" || groupKind === "session") {
    item.iconPath = metricIcon(row.placement.site.metric)
  }
  item.contextValue = "site"
  item.command = {
    command: "lapline.openSite",
    title: vscode.l10n.t("Go to Line"),
    arguments: [{ folder, site }]
  }
  return item
}
