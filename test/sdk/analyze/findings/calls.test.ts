/** Findings about tools, retrievals, retries and timeouts. */

import { finds, findsNothing } from "./drawn-findings.ts"

const SAME = { "lapline.input_hash": "0a" }
const OTHER = { "lapline.input_hash": "0b" }

describe("the finding repeat-tool", () => {
  const TWICE = `
     turn          [=========================]
       iteration    [=======]
         llm:m      [===]
         tool:A         [==]
       iteration             [========]
         llm:m               [===]
         tool:A                   [==]`
  finds(
    "is a second call with the same input, and the iteration made for it",
    { drawing: TWICE, attributes: { "tool:A": [SAME] } },
    "repeat-tool",
    { at: "tool:A", savingMs: 9, says: /A was called 2 times with the same input/ }
  )
  finds(
    "is only the call where its iteration did other things as well",
    {
      drawing: `${TWICE}
         tool:B                      [=]`,
      attributes: { "tool:A": [SAME], "tool:B": [OTHER] }
    },
    "repeat-tool",
    { at: "tool:A", savingMs: 3, says: /2 times/ }
  )
  findsNothing("is not another input", {
    drawing: TWICE,
    attributes: { "tool:A": [SAME, OTHER] }
  })
  findsNothing("is not told where the log does not tell inputs apart", { drawing: TWICE })
})

describe("the finding serial-tools", () => {
  const ASKED = `
     turn          [==============================]
       iteration    [============================]
         llm:m      [==]
         tool:A         [=======]
         tool:B                   [=====]`
  finds("is tools of one answer that did not overlap", { drawing: ASKED }, "serial-tools", {
    at: "iteration",
    savingMs: 6,
    says: /2 independent calls in iteration ran one after another, 14\.0 ms in all/
  })
  findsNothing("is not tools of different answers", {
    drawing: ASKED.replace("tool:B    ", "iteration").replace("[=====]", "[=====]")
  })
  findsNothing("is not tools of which nobody knows whether one answer asked for them", {
    drawing: `
     turn          [==============================]
       tool:A          [=======]
       tool:B                   [=====]`
  })
  findsNothing("is not tools that overlapped", {
    drawing: ASKED.replace("          [=====]", "     [=====]     ")
  })
  finds(
    "is retrievals of different sources, one right after the other",
    {
      drawing: `
     turn          [==============================]
       llm:m        [===================]
         rag:a      [======]
         rag:b             [=======]`
    },
    "serial-tools",
    { at: "llm:m", savingMs: 7, says: /2 independent calls in llm:m/ }
  )
  const SEARCHED = `
     turn          [==============================]
       llm:m        [===================]
         rag:a      [======]
           db:x      [====]
         rag:b             [=======]
           db:x             [=====]`
  findsNothing("is not retrievals that were busy in a database of the process itself", {
    drawing: SEARCHED,
    attributes: { "db:x": [{ "db.system.name": "sqlite" }] }
  })
  finds(
    "is retrievals that waited for a database server",
    { drawing: SEARCHED, attributes: { "db:x": [{ "db.system.name": "postgresql" }] } },
    "serial-tools",
    { at: "llm:m", savingMs: 7, says: /2 independent calls in llm:m/ }
  )
  findsNothing("is not retrievals with something between them", {
    drawing: `
     turn          [==============================]
       llm:m        [===================]
         rag:a      [======]
         rag:b                [=======]`
  })
})

describe("the finding retry", () => {
  finds(
    "is what a model call says of its attempts",
    {
      drawing: `
     turn          [==========]
       llm:m        [======]`,
      attributes: { "llm:m": [{ "lapline.retries": 2, "lapline.retry_ms": 3.5 }] }
    },
    "retry",
    { at: "llm:m", savingMs: 3.5, says: /llm:m took 2 retries, 3\.50 ms lost/ }
  )
  finds(
    "is an operation that failed and was run again, with the wait",
    {
      drawing: `
     turn          [==============]
       fetch        [==]!
       fetch             [==]`
    },
    "retry",
    { at: "fetch", savingMs: 5, says: /fetch failed and was tried again/ }
  )
  finds(
    "is a tool called again with the same input after it failed",
    {
      drawing: `
     turn          [==================]
       iteration    [======]
         tool:A      [==]!
       iteration            [=====]
         tool:A              [==]`,
      attributes: { "tool:A": [SAME] }
    },
    "retry",
    { at: "tool:A", savingMs: 8, says: /tool:A failed and was tried again/ }
  )
  findsNothing("is not a failure that was left at that", {
    drawing: `
     turn          [==============]
       fetch        [==]!
       other             [==]`
  })
})

describe("the finding timeout", () => {
  const GIVEN_UP = `
     turn          [==============]
       tool:A       [=========]T
         fetch       [=======]T`
  finds("is the innermost operation that was given up", { drawing: GIVEN_UP }, "timeout", {
    at: "fetch",
    savingMs: 8,
    says: /fetch was given up after 8\.00 ms/
  })
  findsNothing("is not an interruption", { drawing: GIVEN_UP.replaceAll("]T", "]X") })
})
