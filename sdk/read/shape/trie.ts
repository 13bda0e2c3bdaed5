/** The known shapes as a radix trie over bytes, in the memory that a walker reads. */

import { ARENA_END, NODE, ROOT } from "./layout.ts"
import type { LinePart } from "./line-parts.ts"

export interface Trie {
  readonly hasRoom: (parts: readonly LinePart[]) => boolean
  /** Adds a line's parts, to end in `shape`; false when they are known already. */
  readonly add: (parts: readonly LinePart[], shape: number) => boolean
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

  /** A chain of nodes for the parts. */
  const chain = (parts: readonly LinePart[], shape: number): number =>
    parts.reduceRight(
      (child, part) =>
        part._tag === "Constant"
          ? constant(part.bytes, child)
          : plain(part._tag === "Text" ? NODE.text : NODE.number, part.field, child),
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

  const insert = (parts: readonly LinePart[], shape: number): boolean => {
    let node = ROOT
    let [part, ...rest] = parts
    for (;;) {
      const kind = bytes[node]
      if (part === undefined) return false
      if (kind === NODE.constant) {
        const length = lengthOf(node)
        const known = bytes.subarray(node + HEAD, node + HEAD + length)
        const content = part._tag === "Constant" ? part.bytes : EMPTY
        const same = commonLength(known, content)
        if (same < length) {
          const fork = branch()
          addChild(fork, known[same] ?? 0, constant(known.slice(same), next(node)))
          setConstant(node, same, fork)
        }
        if (part._tag === "Constant") {
          if (same < content.length) part = { ...part, bytes: content.subarray(same) }
          else [part, ...rest] = rest
        }
        node = next(node)
      } else if (kind === NODE.text || kind === NODE.number) {
        const isSameKind = part._tag === (kind === NODE.text ? "Text" : "Number")
        if (isSameKind) {
          ;[part, ...rest] = rest
          node = next(node)
        } else if (kind === NODE.number) {
          const fork = branch()
          addNumber(fork, plain(NODE.number, bytes[node + 1] ?? 0, next(node)))
          setConstant(node, 0, fork)
          node = fork
        } else return false
      } else if (kind === NODE.branch || kind === NODE.table) {
        const first = part._tag === "Constant" ? (part.bytes[0] ?? 0) : MINUS
        if (part._tag === "Text") return false
        const child = childOf(node, first)
        if (child === 0) {
          const added = chain([part, ...rest], shape)
          if (part._tag === "Number") addNumber(node, added)
          else addChild(node, first, added)
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
    add: (parts, shape) => {
      if (next(root) === 0) {
        setNext(root, chain(parts, shape))
        return true
      }
      return insert(parts, shape)
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
    (bytes, part) => bytes + (part._tag === "Constant" ? 48 + part.bytes.length : 16),
    32_768
  )

const commonLength = (left: Uint8Array, right: Uint8Array): number => {
  let length = 0
  while (length < left.length && length < right.length && left[length] === right[length]) {
    length += 1
  }
  return length
}
