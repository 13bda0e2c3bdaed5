/** One command without arguments for each site that has a lens. */
import * as vscode from "vscode"
import type { SiteRef } from "./site-ref.ts"

export interface LensCommands {
  /** The command that opens the site's traces; the same for the same site. */
  readonly commandFor: (ref: SiteRef) => string
  readonly dispose: () => void
}

/**
 * The editor forgets the arguments of a lens's command when the lenses are asked for again, and a
 * click on what is still drawn then fails. While an agent runs they are asked for four times a
 * second; a command without arguments stays.
 */
export const createLensCommands = (): LensCommands => {
  const commands = new Map<
    string,
    { readonly id: string; readonly registration: vscode.Disposable }
  >()
  return {
    commandFor: (ref) => {
      const key = `${ref.folder}\0${ref.site}`
      const known = commands.get(key)
      if (known !== undefined) return known.id
      const id = `lapline.openTrace.${commands.size}`
      const registration = vscode.commands.registerCommand(id, () =>
        vscode.commands.executeCommand("lapline.openTrace", ref)
      )
      commands.set(key, { id, registration })
      return id
    },
    dispose: () => {
      for (const { registration } of commands.values()) registration.dispose()
    }
  }
}
