/** The editor's settings in every test window: quiet, still, offline, with nothing of the reader's own. */

export type Settings = Readonly<Record<string, unknown>>

export const quietSettings: Settings = {
  "security.workspace.trust.enabled": false,
  // Another dark or light theme than a picture's could not be told from it by its kind.
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "workbench.reduceMotion": "on",
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.openRepositoryInParentFolders": "never",
  // The DOM renderer: a test can read the terminal's text.
  "terminal.integrated.gpuAcceleration": "off",
  "terminal.integrated.enablePersistentSessions": false,
  "task.allowAutomaticTasks": "off",
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  // The fixtures' packages are not installed: their imports would be marked as faults in every picture.
  "typescript.validate.enable": false,
  "window.menuBarVisibility": "compact",
  "files.autoSave": "off",
  "files.simpleDialog.enable": true
}
