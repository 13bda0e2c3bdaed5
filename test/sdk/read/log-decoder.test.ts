/** Damaged logs: what can be read is read, the rest is counted, and the counts add up. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { MAX_LINE_BYTES } from "../../../sdk/record/record.ts"
import { decodeChunks, isBalanced, line, lines } from "./workspace.ts"

const ZERO = { duplicate: 0, malformed: 0, oversize: 0, unsupportedVersion: 0 }

interface Case {
  readonly says: string
  readonly bytes: string | Buffer
  readonly names: readonly string[]
  readonly counts?: Partial<typeof ZERO>
}

const torn = line("torn").slice(0, 30)
const long = line("x".repeat(MAX_LINE_BYTES))

const cases: readonly Case[] = [
  { says: "plain lines", bytes: lines(0, 3), names: ["0", "1", "2"] },
  { says: "CRLF", bytes: lines(0, 2).replaceAll("\n", "\r\n"), names: ["0", "1"] },
  { says: "a byte-order mark", bytes: `\uFEFF${lines(0, 2)}`, names: ["0", "1"] },
  { says: "blank lines", bytes: `\n \n\r\n${line(0)}\t\n\n`, names: ["0"] },
  { says: "a last line without its end", bytes: lines(0, 2).trimEnd(), names: ["0", "1"] },
  { says: "NULs before a line", bytes: `${"\0".repeat(9)}${line(0)}`, names: ["0"] },
  {
    says: "a line of NULs",
    bytes: `${"\0".repeat(9)}\n${line(0)}`,
    names: ["0"],
    counts: { malformed: 1 }
  },
  {
    says: "a torn line with its end",
    bytes: `${torn}\n${line(1)}`,
    names: ["1"],
    counts: { malformed: 1 }
  },
  {
    says: "a torn line glued to a whole one",
    bytes: torn + line(1),
    names: ["1"],
    counts: { malformed: 1 }
  },
  {
    says: "two torn lines glued to a whole one",
    bytes: torn + torn + line(1),
    names: ["1"],
    counts: { malformed: 1 }
  },
  {
    says: "a line torn inside a nested record",
    bytes: `{"v":1,"a":{"v":1,"name":"in"},"b${line(1)}`,
    names: ["1"],
    counts: { malformed: 1 }
  },
  {
    says: "a torn line glued to a line of the future",
    bytes: `${torn}{"v":2}\n`,
    names: [],
    counts: { malformed: 1, unsupportedVersion: 1 }
  },
  { says: "noise", bytes: `noise\n${line(1)}[]\n`, names: ["1"], counts: { malformed: 2 } },
  {
    says: "a line of the future",
    bytes: `{"v":2}\n${line(1)}`,
    names: ["1"],
    counts: { unsupportedVersion: 1 }
  },
  { says: "a line that is too long", bytes: long + line(1), names: ["1"], counts: { oversize: 1 } },
  {
    says: "a torn long line glued to a whole one",
    bytes: long.slice(0, -3) + line(1),
    names: ["1"],
    counts: { oversize: 1 }
  },
  {
    says: "a torn line glued to a whole one, too long together",
    bytes: line("y".repeat(30_000)).slice(0, -3) + line("x".repeat(20_000)),
    names: ["x".repeat(20_000)],
    counts: { malformed: 1 }
  },
  {
    says: "megabytes of NULs glued to a whole line",
    bytes: "\0".repeat(3e6) + line(1),
    names: ["1"],
    counts: { oversize: 1 }
  },
  { says: "the same line twice", bytes: line(1) + line(1), names: ["1"], counts: { duplicate: 1 } },
  {
    says: "one span id with two contents",
    bytes: line(1) + line(1).replace('"name":"1"', '"name":"2"'),
    names: ["1", "2"]
  },
  {
    says: "the same line twice without a span id",
    bytes: '{"metric":"turn"}\n{"metric":"turn"}\n',
    names: ["turn", "turn"]
  },
  {
    says: "bytes that are no UTF-8",
    bytes: Buffer.from(line("caf\xe9"), "latin1"),
    names: ["caf\uFFFD"]
  },
  {
    says: "UTF-16 with a mark",
    bytes: Buffer.from(`\uFEFF${lines(0, 9)}`, "utf16le"),
    names: [],
    counts: { malformed: 1 }
  },
  {
    says: "UTF-16 without a mark",
    bytes: Buffer.from(lines(0, 9), "utf16le"),
    names: [],
    counts: { malformed: 1 }
  },
  {
    says: "UTF-16 of the other order",
    bytes: Buffer.from(`\uFEFF${lines(0, 9)}`, "utf16le").swap16(),
    names: [],
    counts: { malformed: 1 }
  }
]

const content = ({ bytes }: Case): Buffer => Buffer.from(bytes as string)

const pieces = (bytes: Buffer, size: number): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size)
  )

describe("log decoder", () => {
  for (const given of cases) {
    it(`reads ${given.says}`, () => {
      const { names, counts } = decodeChunks([content(given)])
      assert.deepEqual(names, given.names)
      const { seen, ...fates } = counts
      assert.deepEqual(fates, { ...ZERO, ...given.counts, accepted: given.names.length })
      assert.ok(isBalanced({ seen, ...fates }))
    })
  }

  it("answers the same for every chunk size", () => {
    for (const given of cases.filter((one) => content(one).length < 2_000)) {
      const whole = decodeChunks([content(given)])
      for (let size = 1; size < 80; size++) {
        assert.deepEqual(
          decodeChunks(pieces(content(given), size)),
          whole,
          `${given.says}, ${size}`
        )
      }
    }
  })

  it("loses no line and no count in any mixture of damage, however it is cut", () => {
    const damage = fc.constantFrom(...cases.map(content).filter((bytes) => bytes.length < 2_000))
    const chunk = fc.oneof(
      damage,
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))
    )
    fc.assert(
      fc.property(fc.array(chunk), fc.integer({ min: 1, max: 100 }), (chunks, size) => {
        const bytes = Buffer.concat(
          [line("first"), ...chunks.map(String), "\n", line("last")].map((text) =>
            Buffer.from(text)
          )
        )
        const { names, problems, counts } = decodeChunks(pieces(bytes, size))
        assert.ok(isBalanced(counts))
        assert.equal(names.at(0), "first")
        assert.equal(names.at(-1), "last")
        assert.equal(counts.accepted, names.length)
        assert.equal(problems.length, counts.seen - counts.accepted - counts.duplicate)
      })
    )
  })

  it("says once that a file is UTF-16, and how to convert it", () => {
    const { problems } = decodeChunks([Buffer.from(lines(0, 9), "utf16le")])
    assert.deepEqual(problems, [
      {
        _tag: "NotUtf8",
        file: "test.jsonl",
        line: 1,
        reason: "is UTF-16 text; logs are UTF-8: convert it, e.g. with iconv"
      }
    ])
  })

  it("names the line of a problem", () => {
    const { problems } = decodeChunks([Buffer.from(`${lines(0, 2)}\nnoise\n`)])
    assert.deepEqual(
      problems.map((problem) => "line" in problem && problem.line),
      [4]
    )
  })

  it("spends linear time on a line made of record beginnings", () => {
    const hostile = '{"v":'.repeat(13_000)
    const { counts } = decodeChunks([Buffer.from(`${hostile}\n`.repeat(3) + line(1))])
    assert.deepEqual([counts.malformed, counts.accepted], [3, 1])
  })
})
