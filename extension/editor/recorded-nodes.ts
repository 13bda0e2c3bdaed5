/** The nodes of recorded conversations: session, turn, and the spans below it, each made when it is first shown. */
import type { TraceNode } from "../../sdk/analyze/trace-tree.ts"
import type { LapsFolder } from "./laps.ts"
import type { RecordedTurn, Session } from "./session-index.ts"
import type { TraceRef } from "./site-ref.ts"

export type RecordedNode = SessionNode | TurnNode | SpanNode | MoreNode

export interface SessionNode {
  readonly kind: "session"
  readonly id: string
  readonly folder: LapsFolder
  session: Session
}

/** Carries the reference that its commands get. */
export interface TurnNode extends TraceRef {
  readonly kind: "turn"
  readonly id: string
  readonly of: LapsFolder
  readonly turn: RecordedTurn
  /** From 1. */
  readonly number: number
}

export interface SpanNode extends TraceRef {
  readonly kind: "span"
  readonly id: string
  readonly of: LapsFolder
  readonly span: string
  readonly node: TraceNode
}

/** Stands for children that are not shown yet. */
export interface MoreNode {
  readonly kind: "more"
  readonly id: string
  /** Id of the parent. */
  readonly parent: string
  readonly rest: number
}

/** So many children of one node at once: the editor makes a row of each as soon as its parent is open. */
export const PAGE = 500

/** The first pages of a list, then what stands for the rest. */
export const paged = <A>(
  parent: string,
  all: readonly A[],
  pages: number
): readonly (A | MoreNode)[] => {
  const rest = all.length - pages * PAGE
  if (rest <= 0) return all
  return [...all.slice(0, pages * PAGE), { kind: "more", id: `${parent}\0more`, parent, rest }]
}

export const turnNodes = ({ folder, session, id }: SessionNode): readonly TurnNode[] =>
  session.turns.map((turn, index) => ({
    kind: "turn",
    id: `${id}\0${turn.traceId ?? ""}\0${turn.spanId ?? index}`,
    of: folder,
    turn,
    number: index + 1,
    folder: folder.id,
    trace: turn.traceId ?? "",
    ...(turn.spanId === undefined ? {} : { span: turn.spanId })
  }))

/** Undefined when the trace is no longer in memory. */
export const spansBelow = (node: TurnNode | SpanNode): readonly SpanNode[] | undefined => {
  const below = node.kind === "span" ? node.node : turnIn(node)
  return below?.children.map((child, index) => {
    const span = child.record?.spanId ?? ""
    const id = `${node.id}\0${span === "" ? index : span}`
    return {
      kind: "span",
      id,
      of: node.of,
      folder: node.folder,
      trace: node.trace,
      span,
      node: child
    }
  })
}

/** Where a turn is in its trace. */
export const turnIn = ({ of, trace, span }: TurnNode): TraceNode | undefined =>
  of.trace(trace)?.nodes.find(({ record }) => record?.spanId === span && record?.metric === "turn")
