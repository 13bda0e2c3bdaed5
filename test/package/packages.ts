/** Makes what is published besides the extension: lapline-<version>.tgz for npm and the wheel for Python. `npm run package`. */
import { copyFileSync, mkdirSync } from "node:fs"
import path from "node:path"
import { repositoryRoot } from "../repository.ts"
import { packTarball } from "./tarball.ts"
import { buildWheel, wheelObstacle } from "./wheel.ts"

const place = (file: string, folder: string): void => {
  mkdirSync(path.join(repositoryRoot, folder), { recursive: true })
  const placed = path.join(folder, path.basename(file))
  copyFileSync(file, path.join(repositoryRoot, placed))
  console.log(placed)
}

using tarball = packTarball()
place(tarball.file, "sdk")
const obstacle = wheelObstacle()
if (obstacle === undefined) {
  using wheel = buildWheel()
  place(wheel.file, "sdk/python/dist")
} else {
  console.log(`left out: ${obstacle}`)
}
