/** The known shapes as a radix trie over bytes, in the memory that a walker reads. */

import { ARENA_END, NODE, ROOT } from "./layout.ts"
import type { LinePart } from "./line-parts.ts"

export interface Trie {
  readonly hasRoom: (parts: readonly LinePart[]) => boolean
  /** Adds a line's shape; false when it is known already. */
  readonly add: (added: ShapedLine) => boolean
}

export interface ShapedLine {
  readonly line: Buffer
  readonly parts: readonly LinePart[]
  readonly shape: number
}

export const makeTrie = (memory: ArrayBuffer): Trie => {
  const bytes = new Uint8Array(memory)
  const halves = new Uint16Array(memory)
  const words = new Uint32Array(memory)
  let top = ROOT

  const allocate = (size: number): number => {
    const node = top
    top = (top + size + 15) & ~15
    return node
  }

  const next = (node: number): number => words[(node + 4) >>> 2] ?? 0
  const setNext = (node: number, child: number) => {
    words[(node + 4) >>> 2] = child
  }
  const lengthOf = (node: number): number => halves[(node + 2) >>> 1] ?? 0
  /** Sixteen bytes more than it holds, so that the last of them may be looked at sixteen at a time. */
  const setConstant = (node: number, length: number, child: number) => {
    bytes[node] = NODE.constant
    halves[(node + 2) >>> 1] = length
    setNext(node, child)
  }

  const constant = (content: Uint8Array, child: number): number => {
    const node = allocate(HEAD + content.length + 16)
    bytes.set(content, node + HEAD)
    setConstant(node, content.length, child)
    return node
  }

  const plain = (kind: number, field: number, child: number): number => {
    const node = allocate(HEAD)
    bytes[node] = kind
    bytes[node + 1] = field
    setNext(node, child)
    return node
  }

  /** A chain of nodes for the parts from `index` on, of which the first begins at `from` when it is a constant. */
  const chain = ({ line, parts, shape }: ShapedLine, index: number, from?: number): number =>
    parts.reduceRight(
      (child, part, place) => {
        if (place < index) return child
        if (part._tag === "Constant") {
          const start = place === index ? (from ?? part.from) : part.from
          return constant(line.subarray(start, part.to), child)
        }
        return plain(part._tag === "Text" ? NODE.text : NODE.number, part.field, child)
      },
      plain(NODE.leaf, 0, shape)
    )

  /** The child of a branch or a table for a byte; 0 when there is none. */
  const childOf = (node: number, byte: number): number => {
    if (bytes[node] === NODE.table) return words[(node + 4 + 4 * byte) >>> 2] ?? 0
    const children = bytes.subarray(node + HEAD, node + HEAD + (bytes[node + 1] ?? 0))
    const index = children.indexOf(byte)
    return index === -1 ? 0 : (words[(node + 32 + 4 * index) >>> 2] ?? 0)
  }

  /** The branch at `node` becomes the way to a table of the same children. */
  const widen = (node: number): number => {
    const table = allocate(4 + 4 * 256)
    bytes[table] = NODE.table
    for (let index = 0; index < BRANCH_CHILDREN; index++) {
      const byte = bytes[node + HEAD + index] ?? 0
      words[(table + 4 + 4 * byte) >>> 2] = childOf(node, byte)
    }
    setConstant(node, 0, table)
    return table
  }

  const addChild = (node: number, byte: number, child: number) => {
    const isBranch = bytes[node] === NODE.branch
    const count = bytes[node + 1] ?? 0
    if (isBranch && count < BRANCH_CHILDREN) {
      // What is free repeats the last child: sixteen bytes are compared whatever the count, and the first hit is taken.
      bytes.fill(byte, node + HEAD + count, node + HEAD + BRANCH_CHILDREN)
      words.fill(child, (node + 32 + 4 * count) >>> 2, (node + 32 + 4 * BRANCH_CHILDREN) >>> 2)
      bytes[node + 1] = count + 1
    } else words[((isBranch ? widen(node) : node) + 4 + 4 * byte) >>> 2] = child
  }

  const branch = (): number => {
    const node = allocate(2 * HEAD + 4 * BRANCH_CHILDREN)
    bytes[node] = NODE.branch
    return node
  }

  /** A number begins with a digit or a minus: each leads to the node, and none is taken by the branch. */
  const addNumber = (node: number, number: number) => {
    for (const byte of NUMBER_STARTS) addChild(resolve(node), byte, number)
  }

  /** Past what became a way to a table. */
  const resolve = (node: number): number =>
    bytes[node] === NODE.constant && lengthOf(node) === 0 ? resolve(next(node)) : node

  /** How many bytes of a constant node are the line's from a place on. */
  const commonLength = (node: number, line: Buffer, from: number, to: number): number => {
    const known = node + HEAD
    const length = Math.min(lengthOf(node), to - from)
    // Most constants on the way are the line's own, and comparing those is done at once.
    if (line.compare(bytes, known, known + length, from, from + length) === 0) return length
    let common = 0
    while (bytes[known + common] === line[from + common]) common += 1
    return common
  }

  const insert = (added: ShapedLine): boolean => {
    const { line, parts } = added
    let node = ROOT
    let index = 0
    /** Where in the line the rest of a constant part begins. */
    let from = 0
    const takePart = () => {
      index += 1
      const part = parts[index]
      if (part?._tag === "Constant") from = part.from
    }
    for (;;) {
      const kind = bytes[node]
      const part = parts[index]
      if (part === undefined) return false
      if (kind === NODE.constant) {
        const to = part._tag === "Constant" ? part.to : from
        const length = lengthOf(node)
        const same = commonLength(node, line, from, to)
        if (same < length) {
          const fork = branch()
          const content = node + HEAD
          const rest = bytes.slice(content + same, content + length)
          addChild(fork, bytes[content + same] ?? 0, constant(rest, next(node)))
          setConstant(node, same, fork)
        }
        from += same
        if (part._tag === "Constant" && from === to) takePart()
        node = next(node)
      } else if (kind === NODE.text || kind === NODE.number) {
        const isSameKind = part._tag === (kind === NODE.text ? "Text" : "Number")
        if (isSameKind) {
          takePart()
          node = next(node)
        } else if (kind === NODE.number) {
          const fork = branch()
          addNumber(fork, plain(NODE.number, bytes[node + 1] ?? 0, next(node)))
          setConstant(node, 0, fork)
          node = fork
        } else return false
      } else if (kind === NODE.branch || kind === NODE.table) {
        const first = part._tag === "Constant" ? (line[from] ?? 0) : MINUS
        if (part._tag === "Text") return false
        const child = childOf(node, first)
        if (child === 0) {
          const rest = chain(added, index, from)
          if (part._tag === "Number") addNumber(node, rest)
          else addChild(node, first, rest)
          return true
        }
        node = child
      } else return false
    }
  }

  // The root is there from the start, so that every later node has one before it to hang from.
  const root = constant(EMPTY, 0)
  return {
    hasRoom: (parts) => top + roomFor(parts) <= ARENA_END,
    add: (added) => {
      if (next(root) !== 0) return insert(added)
      setNext(root, chain(added, 0))
      return true
    }
  }
}

/** Bytes of a node before its content. */
const HEAD = 16
const BRANCH_CHILDREN = 16
const EMPTY = Buffer.alloc(0)
const MINUS = 0x2d
const NUMBER_STARTS = Buffer.from("-0123456789")

/** More than any insertion of the parts takes: a chain, a split node with its branch, and a table. */
const roomFor = (parts: readonly LinePart[]): number =>
  parts.reduce(
    (bytes, part) => bytes + (part._tag === "Constant" ? 48 + part.to - part.from : 16),
    32_768
  )
