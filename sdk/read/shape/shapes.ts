/** The shapes of lines read so far: what all lines of one shape say alike, and the walker that knows them. */

import type { CodeLocation, LapRecord, Status } from "../../record/record.ts"
import { FIELDS, MAX_SHAPES } from "./layout.ts"
import { type LineAttributes, lineAttributesOf } from "./line-attributes.ts"
import { linePartsOf } from "./line-parts.ts"
import { makeTrie } from "./trie.ts"
import { makeWalker, type Walker, type WalkerKind } from "./walker.ts"

/** What every line of a shape has in common, as `decodeLine` reads it. One object a shape: it may serve as a key. */
export interface Shape {
  readonly level: string
  readonly component: string
  readonly metric: string
  readonly step: string
  readonly name: string
  readonly toolName: string | undefined
  readonly status: Status
  readonly errorType: string | undefined
  readonly code: CodeLocation
  /** How each field varies, in the order of FIELDS; undefined where no line of the shape has a value. */
  readonly fields: readonly ("Text" | "Number" | undefined)[]
  readonly attributes: LineAttributes | undefined
}

/** Shapes learned from several logs may be shared; scanners that share them take turns. */
export interface Shapes {
  readonly walker: Walker
  readonly at: (index: number) => Shape
  readonly count: () => number
  /** Remembers the shape of a whole line, newline included, and the record it was decoded to, where there is room. */
  readonly learn: (line: Buffer, record: LapRecord) => void
}

export const makeShapes = (kind?: WalkerKind): Shapes => {
  const walker = makeWalker(kind)
  const trie = makeTrie(walker.memory)
  const shapes: Shape[] = []
  let isFull = false
  return {
    walker,
    count: () => shapes.length,
    at: (index) => {
      const shape = shapes[index]
      if (shape === undefined) throw new RangeError(`no shape ${index}`)
      return shape
    },
    learn: (line, record) => {
      if (isFull) return
      // A line is learned once, by code that is seldom compiled when it runs: what searches strings always is.
      const text = line.toString("latin1")
      const parts = linePartsOf(text)
      if (parts === undefined) return
      isFull = shapes.length === MAX_SHAPES || !trie.hasRoom(parts)
      if (isFull || !trie.add({ line, parts, shape: shapes.length })) return
      const { level, component, metric, step, name, toolName, status, error, code } = record
      const fields = FIELDS.map((): "Text" | "Number" | undefined => undefined)
      for (const part of parts) {
        if (part._tag !== "Constant" && part.field < fields.length) fields[part.field] ??= part._tag
      }
      shapes.push({
        level,
        component,
        metric,
        step,
        name,
        toolName,
        status,
        errorType: error?.type,
        code,
        fields,
        attributes: lineAttributesOf(text, parts, record)
      })
    }
  }
}
