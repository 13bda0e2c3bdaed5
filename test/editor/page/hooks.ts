/** Around all page specs: a picture and the log at each failure, and the shared window closed at the end. */
import type { RootHookObject } from "mocha"
import { artifacts } from "../subject.ts"
import { openedWindow } from "./shared-window.ts"

export const mochaHooks: RootHookObject = {
  async afterEach(this: Mocha.Context) {
    const test = this.currentTest
    if (test?.state !== "failed") return
    const window = await openedWindow()
    const name = test.fullTitle().replaceAll(/[^A-Za-z0-9]+/g, "-")
    await window?.dump(artifacts, `failed-${name}`)
  },
  async afterAll() {
    const window = await openedWindow()
    await window?.close()
  }
}
