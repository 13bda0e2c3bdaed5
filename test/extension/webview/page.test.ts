/** The page that a webview starts from, and the sentences with places to fill in. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { pageHtml } from "../../../extension/editor/page-html.ts"
import { fill } from "../../../extension/protocol/words.ts"

const parts = {
  title: "t",
  script: "https://host/trace.js",
  style: "https://host/trace.css",
  source: "https://host",
  nonce: "abc",
  language: "en",
  words: { a: "b" }
}

describe("the page of a webview", () => {
  it("lets one script run by its nonce, one style load, and nothing else", () => {
    const html = pageHtml(parts)
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? []
    assert.equal(policy, "default-src 'none'; style-src https://host; script-src 'nonce-abc'")
    assert.equal(html.match(/<script/g)?.length, 1)
    assert.match(html, /<script nonce="abc" src="https:\/\/host\/trace\.js"><\/script>/)
    assert.doesNotMatch(html, /unsafe|eval|style=/)
  })

  it("holds texts as texts, whatever they are", () => {
    const tagsOf = (html: string) => (html.match(/<[^>]*>/g) ?? []).length
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.dictionary(fc.string(), fc.string()),
        (text, words) => {
          const html = pageHtml({
            ...parts,
            title: text,
            language: text,
            words: { ...words, text }
          })
          assert.equal(tagsOf(html), tagsOf(pageHtml(parts)))
          const [, attribute = ""] = /data-words="([^"]*)"/.exec(html) ?? []
          const decoded = attribute.replaceAll(/&#(\d+);/g, (_, code) =>
            String.fromCharCode(Number(code))
          )
          assert.deepEqual(JSON.parse(decoded), JSON.parse(JSON.stringify({ ...words, text })))
        }
      )
    )
  })
})

describe("a sentence with places", () => {
  it("is filled in once, and keeps a place that has no value", () => {
    assert.equal(fill("{0} of {1}", "{1}", 2), "{1} of 2")
    assert.equal(fill("{0} {1}", 1), "1 {1}")
    assert.equal(fill("$& {0}", "$&"), "$& $&")
  })
})
