/** The module that VS Code calls as extensionTestsPath: it must be CommonJS, the rest is in host-entry.ts. */
exports.run = async () => {
  const { run } = await import("./host-entry.ts")
  await run()
}
