/** Which workspace file a reported path means. */
import assert from "node:assert/strict"
import fc from "fast-check"
import {
  choosePath,
  mappingFor,
  readPath,
  type PathQuery
} from "../../../../sdk/analyze/place/path.ts"

const query = (reported: string, more: Partial<PathQuery> = {}): PathQuery => ({
  reported,
  root: undefined,
  folder: "/home/me/shop",
  mappings: [],
  ...more
})

const choose = (asked: PathQuery, candidates: readonly string[]): string => {
  const wanted = readPath(asked)
  if (wanted._tag === "Refused") return `refused: ${wanted.reason}`
  const choice = choosePath(wanted, candidates)
  if (choice._tag === "Ambiguous") return `ambiguous: ${choice.paths.join(" ")}`
  if (choice._tag === "Missing") return "missing"
  const { whole, isExact, path } = choice
  return `${isExact ? "exactly " : ""}${whole ? "" : "partly "}${path}`
}

const shop = "/home/me/shop"

const cases: ReadonlyArray<readonly [string, PathQuery, readonly string[], string]> = [
  [
    "whole segments match, not endings of names",
    query("src/user.ts"),
    [`${shop}/src/superuser.ts`, `${shop}/src/user.ts`],
    `${shop}/src/user.ts`
  ],
  [
    "a longer match beats a shorter one",
    query("packages/a/src/x.ts", { root: "/app" }),
    [`${shop}/src/x.ts`, `${shop}/packages/a/src/x.ts`],
    `${shop}/packages/a/src/x.ts`
  ],
  [
    "the run's root tells packages apart",
    query("src/x.ts", { root: "/app/packages/b" }),
    [`${shop}/packages/a/src/x.ts`, `${shop}/packages/b/src/x.ts`],
    `${shop}/packages/b/src/x.ts`
  ],
  [
    "a tie goes to the file that lies exactly where the record says",
    query("src/x.ts", { root: "/app" }),
    [`${shop}/packages/a/src/x.ts`, `${shop}/src/x.ts`],
    `${shop}/src/x.ts`
  ],
  [
    "any other tie is listed, not guessed",
    query("src/x.ts"),
    [`${shop}/packages/b/src/x.ts`, `${shop}/packages/a/src/x.ts`],
    `ambiguous: ${shop}/packages/a/src/x.ts ${shop}/packages/b/src/x.ts`
  ],
  ["a same-named file elsewhere is no match", query("src/x.ts"), [`${shop}/web/x.ts`], "missing"],
  [
    "a renamed parent folder matches in part",
    query("/app/old/src/x.ts"),
    [`${shop}/src/x.ts`],
    `partly ${shop}/src/x.ts`
  ],
  [
    "Windows paths match without regard to case",
    query("C:\\Shop\\Src\\X.ts"),
    [`${shop}/src/x.ts`],
    `partly ${shop}/src/x.ts`
  ],
  [
    "file URIs are paths",
    query("file:///srv/src/a%20b.ts"),
    [`${shop}/src/a b.ts`],
    `partly ${shop}/src/a b.ts`
  ],
  [
    "a mapping says where a container's folder lies",
    query("/usr/app/x.ts", { mappings: [{ from: "/usr/app", to: "service" }] }),
    [`${shop}/service/x.ts`, `${shop}/app/x.ts`],
    `${shop}/service/x.ts`
  ],
  [
    "a mapping may speak of the path on the run's machine",
    query("src/x.ts", { root: "/app", mappings: [{ from: "/app", to: "service" }] }),
    [`${shop}/service/src/x.ts`, `${shop}/src/x.ts`],
    `${shop}/service/src/x.ts`
  ],
  [
    "the very file that the run read is told apart from its like",
    query("src/x.ts", { root: shop }),
    [`${shop}/src/x.ts`, `${shop}/old/src/x.ts`],
    `exactly ${shop}/src/x.ts`
  ],
  [
    "a run in this folder means no file of another one",
    query("src/x.ts", { root: shop }),
    ["/home/me/other/src/x.ts"],
    "missing"
  ],
  [
    "a sibling of the root is found through ..",
    query("../b/x.ts", { root: "/m/a" }),
    ["/m/b/x.ts"],
    "exactly /m/b/x.ts"
  ],
  [
    "climbing above the root of all is refused",
    query("../../../x.ts", { root: "/m" }),
    [],
    "refused: climbs out"
  ],
  ["a network share is refused", query("\\\\host\\share\\x.ts"), [], "refused: network share"],
  ["a NUL is refused", query("src/\u0000.ts"), [], "refused: control character"],
  ["ten thousand characters are refused", query("a".repeat(10_000)), [], "refused: too long"],
  ["nothing is refused", query(" "), [], "refused: empty"]
]

describe("placing a path", () => {
  for (const [name, asked, candidates, expected] of cases) {
    it(name, () => assert.equal(choose(asked, candidates), expected))
  }

  const segment = fc.stringMatching(/^[a-d]{1,2}$/)
  const file = fc
    .tuple(fc.array(segment, { maxLength: 4 }), segment)
    .map(([folders, name]) => [...folders, `${name}.ts`].join("/"))
  const files = fc.uniqueArray(file, { minLength: 1, maxLength: 12 })

  it("a path relative to the folder finds its own file whatever else lies around", () => {
    fc.assert(
      fc.property(files, fc.nat(), fc.constantFrom(undefined, shop, "/srv/X"), (all, n, root) => {
        const target = all[n % all.length] ?? ""
        const candidates = all.map((path) => `${shop}/${path}`)
        const exactly = root === shop ? "exactly " : ""
        assert.equal(choose(query(target, { root }), candidates), `${exactly}${shop}/${target}`)
      })
    )
  })

  it("what was chosen for one file finds it and its neighbours from then on", () => {
    const machines = fc.constantFrom(undefined, "/app", "/srv/shop/b", "C:\\work")
    fc.assert(
      fc.property(files, fc.nat(), fc.nat(), machines, (all, n, m, root) => {
        const [target, neighbour] = [all[n % all.length] ?? "", all[m % all.length] ?? ""]
        const places = ["packages/a", "packages/b", ""]
        const candidates = places.flatMap((place) =>
          all.map((file) => [shop, place, file].filter((part) => part !== "").join("/"))
        )
        const asked = query(target, { root })
        const mappings = [mappingFor(asked, `${shop}/packages/b/${target}`)]
        for (const file of [target, neighbour]) {
          const answer = choose(query(file, { root, mappings }), candidates)
          assert.equal(answer, `${shop}/packages/b/${file}`)
        }
      })
    )
  })

  it("what was chosen may lie in another folder of the workspace", () => {
    const asked = query("src/x.ts", { root: "/app" })
    const mapping = mappingFor(asked, "/home/me/other/src/x.ts")
    assert.deepEqual(mapping, { from: "/app", to: "/home/me/other" })
    const candidates = [`${shop}/src/x.ts`, "/home/me/other/src/x.ts"]
    assert.equal(choose({ ...asked, mappings: [mapping] }, candidates), "/home/me/other/src/x.ts")
  })

  it("a path from another machine finds its own file or a tie that holds it", () => {
    fc.assert(
      fc.property(files, fc.nat(), fc.boolean(), (all, n, windows) => {
        const target = all[n % all.length] ?? ""
        const candidates = all.map((path) => `${shop}/${path}`)
        const reported = windows ? `D:\\X\\${target.replaceAll("/", "\\")}` : `/X/${target}`
        const answer = choose(query(reported), candidates)
        const alone = target.includes("/")
        assert.ok(answer.includes(`${shop}/${target}`) || (!alone && answer === "missing"), answer)
      })
    )
  })

  it("whatever the log says, only a candidate is ever answered", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.option(fc.string(), { nil: undefined }),
        files,
        (reported, root, all) => {
          const wanted = readPath(query(reported, { root }))
          if (wanted._tag === "Refused") return
          const choice = choosePath(wanted, all)
          if (choice._tag === "Found") assert.ok(all.includes(choice.path))
          if (choice._tag === "Ambiguous")
            assert.ok(choice.paths.every((path) => all.includes(path)))
        }
      )
    )
  })
})
