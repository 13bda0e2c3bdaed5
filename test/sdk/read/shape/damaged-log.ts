/** Logs for properties: lines of few shapes with many values, then damaged as disks, writers and strangers damage them. */

import fc from "fast-check"

/** JSON text of values that decode in odd ways: numbers at the edges of doubles, strings of all kinds of characters. */
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.double({ min: 0, max: 1e5, noNaN: true }).map((value) => value.toFixed(4)),
  fc.constantFrom(
    "0",
    "-0",
    "-0.0",
    "1e400",
    "0.1e-7",
    "1E+2",
    "123456789012345",
    "1234567890123456"
  ),
  fc.constantFrom(
    "9007199254740993",
    "0.30000000000000004",
    "3155760000000",
    "3155760000001",
    "5e-324"
  ),
  fc.constantFrom("01", "1.", ".5", "+1", "1e", "-", "0x1", "NaN", "1e+", "- 1", "00.1")
)

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }).map((value) => JSON.stringify(value)),
  fc.string({ unit: "binary", maxLength: 40 }).map((value) => JSON.stringify(value)),
  fc.stringMatching(/^[0-9a-f]{0,40}$/).map((value) => `"${value}"`),
  fc.constantFrom(
    '""',
    '"\\u0041\\/"',
    '"\\ud800"',
    '"\\x0041"',
    '"\\u12g4"',
    '"\\',
    '"\t"',
    '"\\""'
  ),
  fc.constantFrom('"00000000000000000000000000000000"', '"a\\\\"', '"\u2028\u00a0"', '"\\u00"')
)

const timestamp = fc.oneof(
  fc
    .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
    .chain((date) =>
      fc.integer({ min: 0, max: 999 }).map((micros) => {
        const iso = date.toISOString().slice(0, 23)
        return `"${iso}${String(micros).padStart(3, "0")}Z"`
      })
    ),
  fc.tuple(...[9999, 19, 39, 29, 69, 69, 999_999].map((max) => fc.nat(max))).map((parts) => {
    const [y, mo, d, h, mi, s, f] = parts.map(String)
    const two = (part = "") => part.padStart(2, "0")
    return `"${(y ?? "").padStart(4, "0")}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}:${two(s)}.${(f ?? "").padStart(6, "0")}Z"`
  }),
  fc.constantFrom(
    '"2025-12-14T12:00:00Z"',
    '"2025-12-14 12:00:00,123"',
    '"2024-02-29T23:59:60.999999Z"'
  ),
  fc.constantFrom(
    '"2025-02-29T00:00:00.000000Z"',
    '"2025-12-14T12:00:00.12345:Z"',
    "1765713600",
    "null"
  ),
  fc.constantFrom(
    '"2025-12-14T12:00:00.123456z"',
    '"0099-12-14T12:00:00.123456Z"',
    '"2025-12-14T12:00:00.123456\\u005a"'
  )
)

const value = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 4, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc.constantFrom("true", "false", "null", "[]", "{}", '[1,"]"]', '{"a":{"b":[]}}')
  }
)

const few = (...texts: string[]) => fc.constantFrom(...texts)

/** An entry without its comma; few keys, so that shapes come back. */
const attribute = fc.tuple(
  few(
    '"a"',
    '"rows"',
    '"db.query.text"',
    '"error.type"',
    '"error.message"',
    '"code.lineno"',
    '"__proto__"',
    '"\\u0061"'
  ),
  value
)

const entry = fc.oneof(
  fc.tuple(few('"timestamp"'), timestamp),
  fc.tuple(few('"duration_ms"'), fc.oneof({ weight: 3, arbitrary: number }, value)),
  fc.tuple(
    few('"trace_id"', '"span_id"', '"parent_span_id"', '"run_id"', '"session_id"', '"order_id"'),
    value
  ),
  fc.tuple(few('"status"'), few('"ok"', '"error"', '"odd"', "null", '""')),
  fc.tuple(few('"metric"', '"tool_name"', '"step"'), few('"turn"', '"x"', '""', "1")),
  fc.tuple(
    few('"error.type"', '"error.message"', '"exception.stacktrace"'),
    fc.oneof(few('"E"', '""'), text)
  ),
  fc.tuple(
    few('"code.file.path"', '"code.line.number"', '"code.lineno"'),
    few('"a.ts"', "7", '"7"', "7.5")
  ),
  fc.tuple(
    few('"attributes"'),
    fc.array(attribute, { maxLength: 4 }).map((list) => objectOf(list, ","))
  ),
  fc.tuple(few('"extra"', '"pid"', '"é"', '"__proto__"'), value)
)

const objectOf = (entries: readonly (readonly [string, string])[], comma: string): string =>
  `{${entries.map(([key, value]) => `${key}:${value}`).join(comma)}}`

const line = fc
  .tuple(
    few('"v":1,', '"v":1,', '"v":1,', '"v": 1 , ', '"v":2,', '"v":1.5,', ""),
    few('"name":"n"', '"name":"n"', '"name":"\\u006e"', '"metric":"span"', '"x":0'),
    fc.array(entry, { maxLength: 7 }),
    few(",", ",", ",", " ,\t"),
    few("\n", "\n", "\n", "\n", "\r\n", " \n", "\u00a0\n", "}\n", "")
  )
  .map(([version, name, entries, comma, end]) => {
    const inside = objectOf(entries, comma).slice(1)
    return `{${version}${name}${entries.length === 0 ? "" : comma}${inside}${end}`
  })

/** A line and others that differ from it in one value only: what a shape is learned for. */
const family = fc
  .tuple(line, fc.array(value, { minLength: 1, maxLength: 6 }))
  .map(([first, values]) => {
    const others = values.map((value) =>
      first.replace(/("(?:duration_ms|a|pid|span_id|extra)"):[^,{}[\]]*/, `$1:${value}`)
    )
    return [first, first, ...others].join("")
  })

const noise = fc.oneof(
  few(
    "\n",
    "\r\n",
    " \n",
    "\0\0\n",
    "noise\n",
    "[]\n",
    "{}\n",
    "\uFEFF",
    '{"v":1,"na',
    "}",
    '"',
    "\0"
  ),
  fc.string({ unit: "binary", maxLength: 12 })
)

const mutation = fc.record({
  at: fc.nat(),
  remove: fc.nat(3),
  bytes: fc.uint8Array({ maxLength: 3 })
})

/** Bytes of a log, some of them lost, changed or added. */
export const damagedLog = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: family },
        { weight: 2, arbitrary: line },
        { weight: 1, arbitrary: noise }
      ),
      {
        maxLength: 12
      }
    ),
    fc.array(mutation, { maxLength: 3 })
  )
  .map(([pieces, mutations]) =>
    mutations.reduce(
      (bytes, { at, remove, bytes: added }) => {
        const place = at % (bytes.length + 1)
        return Buffer.concat([bytes.subarray(0, place), added, bytes.subarray(place + remove)])
      },
      Buffer.from(pieces.join(""))
    )
  )

export const chunkLengths = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5_000 })),
  { minLength: 1, maxLength: 6 }
)
