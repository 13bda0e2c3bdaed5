/** The extension comes alive in a real workbench. */
import assert from "node:assert/strict"
import { artifacts, extensionId } from "../subject.ts"
import { sharedWindow } from "./shared-window.ts"

describe("the workbench on a folder with a lapline.json", function () {
  this.timeout(90_000)

  it("activates the extension without being asked", async () => {
    const { ui, vscode } = await sharedWindow()
    const isActive = () =>
      vscode((api, id) => api.extensions.getExtension(id)?.isActive ?? null, extensionId)
    await ui.until(`${extensionId} to be active`, isActive, 30_000)
    await ui.picture(artifacts, "activated")
    assert.deepEqual(await ui.problems(), [])
  })
})
