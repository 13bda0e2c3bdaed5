/** Where a measured site stands, or why it stands nowhere. */
import type * as vscode from "vscode"
import type { Site } from "../../sdk/analyze/model.ts"
import type { DetachReason } from "../../sdk/analyze/place/anchor.ts"
import type { RefusedPath } from "../../sdk/analyze/place/path.ts"
import type { LapsFolder } from "./laps.ts"

export type Placement = PlacedSite | UnplacedSite

export interface PlacedSite {
  readonly _tag: "Placed"
  readonly folder: LapsFolder
  readonly site: Site
  readonly uri: vscode.Uri
  /** 0-based. */
  readonly line: number
  readonly state: "fresh" | "moved" | "edited"
}

export interface UnplacedSite extends Nowhere {
  readonly _tag: "Unplaced"
  readonly folder: LapsFolder
  readonly site: Site
}

/** The file that a site is in. */
export interface PlacedFile {
  readonly uri: vscode.Uri
}

export interface Nowhere {
  readonly reason: UnplacedReason
  /** The files that fit, when several do. */
  readonly paths: readonly string[]
}

export type UnplacedReason =
  | DetachReason
  | RefusedPath["reason"]
  | "no file"
  | "missing"
  | "ambiguous"
  | "unreadable"
