/** The view of the slowest lines. */
import * as vscode from "vscode"
import { formatDuration, formatPlural } from "../../sdk/analyze/format.ts"
import { groupBottlenecks, siteId, type BottleneckGroup } from "./bottleneck-groups.ts"
import { groupLabel, siteDescription, siteTooltip } from "./bottleneck-words.ts"
import { metricIcon } from "./metric-words.ts"
import type { Placement } from "./placement.ts"
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
  placement: Placement
}

type Node = GroupNode | SiteNode

export const registerBottleneckTree = (
  placements: Placements,
  settings: Settings
): vscode.Disposable => {
  const changed = new vscode.EventEmitter<Node | undefined>()
  let roots: readonly GroupNode[] = []

  const refresh = () => {
    const before = new Map(roots.map((node) => [node.group.id, node]))
    const { groupBy, limit } = settings.current().bottlenecks
    const groups = groupBottlenecks(placements.slowest(limit), groupBy)
    const said = new Map(roots.map((node) => [node, node.words]))
    const next = groups.map((group) => updateGroup(before.get(group.id), group))
    const isSameList =
      next.length === roots.length && next.every((node, index) => node === roots[index])
    roots = next
    if (!isSameList) changed.fire(undefined)
    else for (const node of roots) if (said.get(node) !== node.words) changed.fire(node)
  }
  const view = vscode.window.createTreeView<Node>("lapline.bottlenecks", {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => (node === undefined ? [...roots] : childrenOf(node)),
      getParent: (node) =>
        node.kind === "site" ? roots.find((root) => root.sites.includes(node)) : undefined,
      getTreeItem: (node) => (node.kind === "group" ? groupItem(node) : siteItem(node))
    },
    showCollapseAll: true
  })
  refresh()
  return vscode.Disposable.from(
    changed,
    view,
    placements.onDidChange(refresh),
    settings.onDidChange(refresh)
  )
}

const childrenOf = (node: Node): Node[] => (node.kind === "group" ? [...node.sites] : [])

const updateGroup = (known: GroupNode | undefined, group: BottleneckGroup): GroupNode => {
  const before = new Map(known?.sites.map((node) => [siteId(node.placement), node]))
  const sites = group.sites.map((placement) => {
    const node = before.get(siteId(placement))
    if (node === undefined) return siteNode(group, placement)
    node.placement = placement
    return node
  })
  const words = sites.map(({ site, placement }) => site + siteDescription(placement)).join()
  if (known === undefined) return { kind: "group", group, sites, words }
  return Object.assign(known, { group, sites, words })
}

const siteNode = ({ kind }: BottleneckGroup, placement: Placement): SiteNode => ({
  kind: "site",
  groupKind: kind,
  placement,
  folder: placement.folder.id,
  site: placement.site.key
})

const groupItem = ({ group }: GroupNode): vscode.TreeItem => {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState
  const state = group.kind === "unplaced" ? Collapsed : Expanded
  const item = new vscode.TreeItem(groupLabel(group), state)
  item.id = group.id
  item.description = formatDuration(group.selfMs)
  const lines = formatPlural(group.sites.length, "line")
  item.tooltip = vscode.l10n.t("{0} in {1}", formatDuration(group.selfMs), lines)
  if (group.kind !== "file") item.iconPath = metricIcon(group.kind === "metric" ? group.name : "")
  if (group.kind === "unplaced") item.iconPath = new vscode.ThemeIcon("circle-slash")
  item.contextValue = "group"
  return item
}

const siteItem = ({ placement, groupKind, folder, site }: SiteNode): vscode.TreeItem => {
  const item = new vscode.TreeItem(siteLabel(placement.site))
  item.id = `${groupKind}:${siteId(placement)}`
  item.description = siteDescription(placement)
  item.tooltip = siteTooltip(placement)
  if (groupKind === "file") item.iconPath = metricIcon(placement.site.metric)
  item.contextValue = "site"
  item.command = {
    command: "lapline.openSite",
    title: vscode.l10n.t("Go to Line"),
    arguments: [{ folder, site }]
  }
  return item
}
