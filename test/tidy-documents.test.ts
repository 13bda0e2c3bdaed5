/** What must hold between documents, manifests and code: nothing named that is not there, nothing there that is not named. */
import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import path from "node:path"
import { missingOptional } from "./lockfile.ts"
import { manifestOf, repositoryFiles, repositoryRoot, textOf } from "./repository.ts"

const none = (offences: readonly string[]) =>
  assert.equal(offences.length, 0, `\n${offences.join("\n")}`)

const manifests = repositoryFiles.filter(
  (file) =>
    path.basename(file) === "package.json" &&
    !file.startsWith("test/fixtures/") &&
    !file.startsWith("test/vscode-host/shims/")
)

/** Documents for people; the agent's knowledge base and test data are data. */
const documents = repositoryFiles.filter(
  (file) =>
    file.endsWith(".md") &&
    !file.startsWith("test/fixtures/") &&
    !file.startsWith("agent/knowledge/")
)

const decisions = repositoryFiles.filter((file) => /^docs\/adr\/.*\.md$/.test(file))

describe("documents", () => {
  it("link to files that exist", () => {
    const broken = documents.flatMap((file) =>
      [...textOf(file).matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)|<img[^>]+src="([^"]+)"/g)]
        .map((match) => match[1] ?? match[2] ?? "")
        .filter((target) => !/^([a-z]+:|#)/.test(target))
        .map((target) => target.replace(/[#?].*$/, ""))
        .filter((target) => !existsSync(path.join(repositoryRoot, path.dirname(file), target)))
        .map((target) => `${file}: ${target}`)
    )
    none(broken)
  })

  it("describe every folder of the data flow", () => {
    const architecture = textOf("docs/architecture.md")
    const folders = new Set(
      repositoryFiles
        .map((file) => /^(sdk\/[^/]+|agent|extension|test|bench)\//.exec(file)?.[1])
        .filter((folder) => folder !== undefined)
    )
    none([...folders].filter((folder) => !architecture.includes(`\`${folder}\``)))
  })

  it("name every verb of the project in CONTRIBUTING.md", () => {
    const contributing = textOf("CONTRIBUTING.md")
    const verbs = Object.keys(manifestOf("package.json").scripts ?? {})
    const said = (verb: string) =>
      new RegExp(`npm (run )?${verb}\\b`).test(contributing) || verb === "prepare"
    none(verbs.filter((verb) => !said(verb)))
  })

  it("give the two set-up commands that CI runs", () => {
    const readme = textOf("README.md")
    const ci = textOf(".ci/run")
    for (const command of ["npm ci && npm start", "npm ci && npm test"]) {
      assert.ok(readme.includes(command), `README.md does not say ${command}`)
      assert.ok(ci.includes(command), `.ci/run does not run ${command}`)
    }
  })

  it("name the package as `npm run package` makes it", () => {
    const { version } = manifestOf("extension/package.json")
    const named = documents.flatMap((file) => textOf(file).match(/[\w./-]+\.vsix\b/g) ?? [])
    none(named.filter((name) => path.basename(name) !== `lapline-${version}.vsix`))
  })
})

describe("decisions", () => {
  it("are numbered once each, by file and title alike, and stay on a page", () => {
    const numbers = decisions.map((file) => Number(/(\d{4})-[a-z0-9-]+\.md$/.exec(file)?.[1]))
    assert.equal(new Set(numbers).size, decisions.length)
    none(
      decisions.filter((file, index) => {
        const text = textOf(file)
        const titled = Number(/^# (\d+)[:.] \S/.exec(text)?.[1]) === numbers[index]
        return !titled || text.split("\n").length > 60
      })
    )
  })

  it("give a reason for every dependency", () => {
    const reasons = decisions.map(textOf).join("\n")
    const unexplained = manifests.flatMap((file) => {
      const { dependencies, devDependencies, optionalDependencies } = manifestOf(file)
      // There, devDependencies are what VS Code's own lock file names; a decision covers them as a whole.
      const ours = file.startsWith("test/vscode-host/") ? {} : devDependencies
      const names = Object.keys({ ...dependencies, ...ours, ...optionalDependencies })
      return names
        .filter((name) => !reasons.includes(`\`${name}\``))
        .map((name) => `${file}: ${name}`)
    })
    none(unexplained)
  })
})

describe("manifests", () => {
  it("ask for exact versions", () => {
    const loose = manifests.flatMap((file) => {
      const { dependencies, devDependencies, optionalDependencies } = manifestOf(file)
      return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
        .filter(([, version]) => !/^(\d+\.\d+\.\d+(-[\w.]+)?|file:.*)$/.test(version))
        .map(([name, version]) => `${file}: ${name} ${version}`)
    })
    none(loose)
  })

  // An incomplete lock file is refused by `npm ci`; `node test/lockfile.ts` completes it.
  it("have lock files that hold every optional package", () => {
    const locks = repositoryFiles.filter((file) => path.basename(file) === "package-lock.json")
    none(locks.flatMap((file) => missingOptional(JSON.parse(textOf(file))).map(([name]) => name)))
  })

  it("agree on the version, with the changelog too", () => {
    const files = ["sdk/package.json", "agent/package.json", "extension/package.json"]
    const versions = new Map(files.map((file) => [file, manifestOf(file).version]))
    versions.set("CHANGELOG.md", /^## \[?(\d+\.\d+\.\d+)/m.exec(textOf("CHANGELOG.md"))?.[1])
    const python = repositoryFiles.find((file) => file.endsWith("pyproject.toml"))
    if (python !== undefined) {
      versions.set(python, /^version\s*=\s*"([^"]+)"/m.exec(textOf(python))?.[1])
    }
    assert.equal(new Set(versions.values()).size, 1, JSON.stringify([...versions]))
  })

  it("come with the licence of the project", () => {
    const licence = textOf("LICENSE")
    assert.match(licence, /^MIT License/)
    none(repositoryFiles.filter((file) => /(^|\/)LICENSE$/.test(file) && textOf(file) !== licence))
  })
})

describe("the extension's README", () => {
  const { contributes } = manifestOf("extension/package.json")
  const readme = () => textOf("extension/README.md")

  it("says what each setting does", () => {
    const configuration = [contributes?.configuration ?? []].flat()
    const settings = configuration.flatMap(({ properties }) => Object.keys(properties))
    assert.notEqual(settings.length, 0)
    none(settings.filter((setting) => !readme().includes(`\`${setting}\``)))
  })

  it("names each command as the palette shows it", () => {
    const words: Readonly<Record<string, string>> = JSON.parse(textOf("extension/package.nls.json"))
    const titles = (contributes?.commands ?? []).map(({ title }) =>
      title.replace(/^%(.*)%$/, (_, key: string) => words[key] ?? key)
    )
    assert.notEqual(titles.length, 0)
    none(titles.filter((title) => !readme().includes(title.replace(/…$/, ""))))
  })
})
