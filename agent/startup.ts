/** Start-up: everything the agent needs, built step by step, each step timed. */
import { Context, Data, Effect, Layer, Logger, References } from "effect"
import type { LanguageModel } from "effect/ai"
import { Lap } from "lapline"
import { localCarrier } from "./carrier/local-carrier.ts"
import { type AgentConfig, SettingInvalid } from "./config.ts"
import { databaseLayer } from "./database/client.ts"
import type { ConnectionPool } from "./database/pool.ts"
import { moveSampleDay } from "./database/sample-day.ts"
import { createSchema } from "./database/schema.ts"
import { seedIfEmpty } from "./database/seed.ts"
import { configuredEmbedder } from "./knowledge/configuration.ts"
import { readDocuments } from "./knowledge/documents.ts"
import { Embedder } from "./knowledge/embedder.ts"
import { checkIndex, openIndex } from "./knowledge/index-tables.ts"
import { ingest } from "./knowledge/ingest.ts"
import { vectorExtension } from "./knowledge/vectors.ts"
import { configuredMail } from "./mail/configuration.ts"
import { providerOf } from "./model/provider.ts"
import type { ToolServices } from "./tools/toolkit.ts"
import { openSession, type Session } from "./turn/session.ts"
import { makeTurn, type TurnResult } from "./turn/turn.ts"

export type AgentServices = ToolServices | ConnectionPool | LanguageModel.LanguageModel

export interface Agent {
  readonly turn: (session: Session, message: string) => Effect.Effect<TurnResult>
  /** The session that start-up opened; more are opened by `openSession`. */
  readonly session: Session
  /** What the agent runs on, for whoever wants to look into its database. */
  readonly services: Context.Context<AgentServices>
  /** What this start had to do that later ones need not. */
  readonly firstRun: { readonly seeded: boolean; readonly ingested: readonly string[] }
}

/** The database file cannot be opened or is not ours. */
export class DatabaseUnusable extends Data.TaggedError("DatabaseUnusable")<{
  readonly file: string
  readonly cause: { readonly message: string }
}> {
  override get message(): string {
    return `The database ${this.file} cannot be used: ${this.cause.message}`
  }
}

/** Builds the agent in the caller's scope: closing that closes the database. */
export const startAgent = Lap.startup("total")(function* (config: AgentConfig) {
  const logging = yield* configureLogging(config)
  const database = yield* openDatabase(config)
  const seeded = yield* Effect.provideContext(seed, database)
  const session = yield* startSession
  const { model, context } = yield* loadModel(config)
  const tools = yield* wireTools(config)
  const knowledge = Context.merge(database, yield* Effect.provideContext(openKnowledge(), database))
  const ingested = yield* Effect.provideContext(ingestDocuments, knowledge)
  const services = Context.mergeAll(logging, knowledge, context, tools)
  return yield* assemble({ config, model, session, services, seeded, ingested })
})

const configureLogging = Lap.startup("logging")((config: AgentConfig) =>
  Layer.build(
    Layer.mergeAll(
      // Standard output is for answers and progress.
      Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]),
      Layer.succeed(References.MinimumLogLevel, config.logLevel)
    )
  )
)

const openDatabase = Lap.startup("database")(function* ({ databaseFile }: AgentConfig) {
  const extensions = yield* vectorExtension
  return yield* Layer.build(databaseLayer({ file: databaseFile, extensions })).pipe(
    Effect.tap((database) => Effect.provideContext(createSchema, database)),
    Effect.mapError((cause) =>
      cause._tag === "ConfigError"
        ? new SettingInvalid({ cause })
        : new DatabaseUnusable({ file: databaseFile, cause })
    )
  )
})

const seed = Lap.startup("seed")(Effect.tap(seedIfEmpty, () => moveSampleDay))

const startSession = Lap.startup("session")(openSession)

const loadModel = Lap.startup("model")(function* (config: AgentConfig) {
  const { model, layer } = yield* providerOf(config.model)
  return { model, context: yield* Layer.build(layer) }
})

const wireTools = Lap.startup("tools")((config: AgentConfig) =>
  Layer.build(
    Layer.mergeAll(configuredMail({ maildir: config.maildir }), localCarrier(config.labelDirectory))
  ).pipe(Effect.mapError((cause) => new SettingInvalid({ cause })))
)

/** An index that is not in order is not a failure: the next step builds it anew. */
const openKnowledge = Lap.startup("rag")(function* () {
  yield* openIndex
  const embedder = yield* Effect.mapError(
    configuredEmbedder,
    (cause) => new SettingInvalid({ cause })
  )
  const knowledge = Context.make(Embedder, embedder)
  const { healthy, embedded } = yield* Effect.provideContext(checkIndex, knowledge)
  yield* Lap.annotate({
    "lapline.embedder": embedder?.model ?? "none",
    "lapline.index_healthy": healthy,
    "lapline.index_embedded": embedded
  })
  return knowledge
})

const ingestDocuments = Lap.startup("ingest")(
  readDocuments.pipe(
    Effect.flatMap(ingest),
    Effect.map(({ documents }) => documents)
  )
)

const assemble = Lap.startup("agent")(function* (parts: {
  readonly config: AgentConfig
  readonly model: string
  readonly session: Session
  readonly services: Context.Context<AgentServices>
  readonly seeded: boolean
  readonly ingested: readonly string[]
}) {
  const { config, model, session, services, seeded, ingested } = parts
  const { modelTimeoutMs, toolTimeoutMs } = config
  const turn = makeTurn({ model, modelTimeoutMs, toolTimeoutMs })
  return {
    turn: (session, message) => Effect.provideContext(turn(session, message), services),
    session,
    services,
    firstRun: { seeded, ingested }
  } satisfies Agent
})
