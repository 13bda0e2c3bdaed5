/** The agent's settings: from the environment, a flag of the command line standing for a variable. README.md lists them. */
import { Config, ConfigProvider, Data, Effect, type LogLevel } from "effect"
import path from "node:path"
import { type Fault, faultSetting } from "./fault/fault.ts"
import { milliseconds, type ModelSettings, modelSettings } from "./model/settings.ts"

export interface AgentConfig {
  readonly databaseFile: string
  /** Outgoing mail, one file a message. */
  readonly maildir: string
  readonly labelDirectory: string
  readonly model: ModelSettings
  /** For one model call. */
  readonly modelTimeoutMs: number
  /** For one tool call. */
  readonly toolTimeoutMs: number
  /** The least that is logged, to standard error. */
  readonly logLevel: LogLevel.LogLevel
  readonly faults: ReadonlySet<Fault>
}

/** The variable that each flag stands for. */
export const FLAG_VARIABLES = {
  data: "AGENT_DATA",
  database: "AGENT_DATABASE",
  fault: "AGENT_FAULT",
  model: "AGENT_MODEL",
  record: "AGENT_RECORD",
  replay: "AGENT_REPLAY"
} as const
export type AgentFlags = { readonly [Flag in keyof typeof FLAG_VARIABLES]?: string | undefined }

/** A variable with a value that its setting cannot have. */
export class SettingInvalid extends Data.TaggedError("SettingInvalid")<{
  readonly cause: Config.ConfigError
}> {
  override get message(): string {
    const problem = this.cause.cause.message.replaceAll(/\s+/gu, " ")
    return `A setting of the environment or a flag is not valid: ${problem}`
  }
}

/** The settings; the message of a failure names the variable. */
export const readConfig = (flags: AgentFlags): Effect.Effect<AgentConfig, SettingInvalid> =>
  withFlags(flags)(Effect.mapError(agentConfig, (cause) => new SettingInvalid({ cause })))

const agentConfig: Config.Config<AgentConfig> = Config.all({
  data: Config.NonEmptyString("AGENT_DATA").pipe(Config.withDefault(".lapline/agent")),
  database: Config.NonEmptyString("AGENT_DATABASE").pipe(Config.withDefault(undefined)),
  model: modelSettings,
  modelTimeoutMs: milliseconds("AGENT_MODEL_TIMEOUT_MS", 60_000),
  toolTimeoutMs: milliseconds("AGENT_TOOL_TIMEOUT_MS", 30_000),
  logLevel: Config.LogLevel("AGENT_LOG_LEVEL").pipe(Config.withDefault("Warn")),
  faults: faultSetting
}).pipe(
  Config.map(({ data, database, ...rest }) => ({
    ...rest,
    databaseFile: path.resolve(database ?? path.join(data, "agent.db")),
    maildir: path.resolve(data, "mail"),
    labelDirectory: path.resolve(data, "labels")
  }))
)

/** Has an effect read its settings from the environment with the flags laid over it. */
export const withFlags =
  (flags: AgentFlags, environment: NodeJS.ProcessEnv = process.env) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const env: Record<string, string> = {}
    for (const [name, value] of Object.entries(environment)) {
      if (value !== undefined) env[name] = value
    }
    for (const [flag, variable] of Object.entries(FLAG_VARIABLES)) {
      const value = flags[flag as keyof AgentFlags]
      if (value !== undefined) env[variable] = value
    }
    return Effect.provideService(
      effect,
      ConfigProvider.ConfigProvider,
      ConfigProvider.fromEnv({ env })
    )
  }
