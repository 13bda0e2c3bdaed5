/** The manifest, the code and the texts of the extension agree. */
import assert from "node:assert/strict"
import { existsSync, globSync, readFileSync } from "node:fs"
import path from "node:path"

const folder = path.resolve(import.meta.dirname, "../../extension")
const read = (file: string) => readFileSync(path.join(folder, file), "utf8")
const manifest = JSON.parse(read("package.json"))
const source = globSync("{extension.ts,editor/*.ts}", { cwd: folder }).map(read).join("\n")
const sorted = (values: Iterable<string>) => [...new Set(values)].toSorted()
const commands: readonly string[] = manifest.contributes.commands.map(
  (each: { command: string }) => each.command
)

describe("the extension's manifest", () => {
  it("names every text it uses, and no other", () => {
    const used = [...read("package.json").matchAll(/%([\w.]+)%/g)].map(([, key]) => key ?? "")
    assert.deepEqual(sorted(used), sorted(Object.keys(JSON.parse(read("package.nls.json")))))
  })

  it("mentions no command that it does not contribute", () => {
    const mentioned = [
      ...`${read("package.json")}${read("package.nls.json")}`.matchAll(/command:(lapline\.\w+)/g)
    ]
    for (const [, command] of mentioned) assert.ok(commands.includes(command ?? ""), command)
    const menus: readonly { command?: string; submenu?: string }[] = Object.values<object[]>(
      manifest.contributes.menus
    ).flat()
    const submenus = manifest.contributes.submenus.map(({ id }: { id: string }) => id)
    for (const { command = "", submenu } of menus) {
      assert.ok(submenu === undefined ? commands.includes(command) : submenus.includes(submenu))
    }
  })

  it("has a default and a description for every setting, and the code reads each", () => {
    const settings: Record<string, Record<string, unknown>> = manifest.contributes.configuration
      .properties
    for (const [name, setting] of Object.entries(settings)) {
      assert.ok("default" in setting && "markdownDescription" in setting, name)
      assert.ok(source.includes(`"${name.replace("lapline.", "")}"`), `${name} is read by nothing`)
    }
  })

  it("names files that exist", () => {
    const { icon, l10n, contributes } = manifest
    const files = [
      icon,
      l10n,
      "README.md",
      "CHANGELOG.md",
      "LICENSE",
      contributes.jsonValidation[0].url,
      contributes.viewsContainers.activitybar[0].icon
    ]
    for (const file of files) assert.ok(existsSync(path.join(folder, file)), file)
  })

  it("asks for the editor whose types the code is checked against", () => {
    const types = JSON.parse(
      readFileSync(path.resolve(folder, "../node_modules/@types/vscode/package.json"), "utf8")
    )
    assert.equal(manifest.engines.vscode, `^${types.version}`)
  })
})
