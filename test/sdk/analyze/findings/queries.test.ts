/** Findings about queries and their connections. */

import { finds, findsNothing } from "./drawn-findings.ts"

describe("the finding n-plus-one", () => {
  const LOOP = `
     turn           [===================]
       tool:A        [=================]
         db:item      []
         db:item         []
         db:item           []
         db:item             []
         db:item                []`
  finds("is one statement run five times inside one operation", { drawing: LOOP }, "n-plus-one", {
    at: "db:item",
    savingMs: 4,
    says: /ran 5 times inside tool:A, 5\.00 ms in all: db:item/
  })
  finds(
    "sees the loop through a helper that wraps each query",
    {
      drawing: `
     turn             [===================]
       tool:A          [=================]
         load           [=]
           db:item      []
         load             [=]
           db:item        []
         load               [=]
           db:item          []
         load                 [=]
           db:item            []
         load                   [=]
           db:item              []`
    },
    "n-plus-one",
    { at: "db:item", savingMs: 4, says: /inside tool:A/ }
  )
  findsNothing("is not four of them", { drawing: LOOP.replace(/\n +db:item +\[\]$/, "") })
  findsNothing("is not different statements on one line", {
    drawing: LOOP,
    attributes: { "db:item": [{ "db.query.text": "SELECT a" }, { "db.query.text": "SELECT b" }] }
  })
  findsNothing("is not what a turn asks in each of its iterations", {
    drawing: [1, 2, 3, 4, 5, 6].reduce(
      (drawn, n) => `${drawn}
       iteration   ${"   ".repeat(n)}[=]
         db:item   ${"   ".repeat(n)}[]`,
      `
     turn         [======================]`
    )
  })
})

describe("the finding slow-query", () => {
  finds(
    "is a query of a tenth of a second, less what the others take",
    {
      drawing: `
     turn          [=====================]
       db:quick     []
       db:quick       []
       db:slow           [==========]`,
      scale: 10
    },
    "slow-query",
    { at: "db:slow", savingMs: 100, says: /took 110 ms: db:slow/ }
  )
  findsNothing("is not one that waited for its connection", {
    drawing: `
     turn           [=====================]
       db:x            [===========]
         conn:pool     [===]`,
    scale: 10
  })
})

describe("the finding pool-starve", () => {
  const WAIT = `
     turn           [=====================]
       db:x            [===========]
         conn:pool     [===]
       db:y                          [=]
         conn:pool                   []`
  finds(
    "is the wait of all queries for a connection",
    { drawing: WAIT, scale: 15 },
    "pool-starve",
    {
      at: "conn:pool",
      savingMs: 75,
      says: /75\.0 ms of a turn of 330 ms/
    }
  )
  findsNothing("is not a wait of less than 50 ms", { drawing: WAIT, scale: 9 })
})
