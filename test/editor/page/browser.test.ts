/** Which browser the page specs get; the packaged one is tried even where the system has one. */
import assert from "node:assert/strict"
import { findBrowser, launchBrowser } from "../../vscode-host/browser.ts"

describe("the browser of the page specs", () => {
  it("is the one that LAPLINE_BROWSER names", () => {
    assert.equal(findBrowser("/opt/some/chromium").executablePath, "/opt/some/chromium")
  })

  if (process.platform === "linux" && process.arch === "x64") {
    it("can be the packaged one, with a font for code, and reaches no other machine", async () => {
      const browser = await launchBrowser(findBrowser("npm"))
      try {
        const page = await browser.newPage()
        await page.setContent("<code>iiii</code><br><code>mmmm</code>")
        const widths = await page
          .locator("code")
          .evaluateAll((elements) =>
            elements.map((element) => element.getBoundingClientRect().width)
          )
        assert.equal(widths[0], widths[1])
        await assert.rejects(page.goto("http://example.com/"), /ERR_NAME_NOT_RESOLVED/)
      } finally {
        await browser.close()
      }
    })
  }
})
