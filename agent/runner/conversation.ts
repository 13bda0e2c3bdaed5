/** Sample conversations as data files: their form, and how they are found by name. */
import { Data, Effect, Schema } from "effect"
import { readdir, readFile } from "node:fs/promises"
import path from "node:path"
import { ORDER_STATUSES, PRIORITIES, REASON_CODES } from "../domain/codes.ts"
import { ReturnToolkit, type ToolName } from "../tools/schemas.ts"

const TOOL_NAMES = Object.keys(ReturnToolkit.tools) as [ToolName, ...ToolName[]]

const Messages = Schema.NonEmptyArray(Schema.NonEmptyString)
const OrderNumber = Schema.String.check(Schema.isPattern(/^\d{4,8}$/u))
const Mentions = Schema.Array(Schema.NonEmptyString)

export const Expectations = Schema.Struct({
  tools: Schema.Array(Schema.Array(Schema.Literals(TOOL_NAMES))).annotate({
    description: "The tools of each turn, in the order of their calls."
  }),
  reasonCode: Schema.optionalKey(Schema.Literals(REASON_CODES)).annotate({
    description: "The last eligibility decision of the conversation."
  }),
  order: Schema.optionalKey(
    Schema.Struct({
      number: OrderNumber,
      status: Schema.Literals(ORDER_STATUSES),
      refundCents: Schema.NullOr(Schema.Int).annotate({
        description: "What the order's one RMA refunds, in US cents; null when it has no RMA."
      }),
      escalated: Schema.optionalKey(Schema.Boolean).annotate({
        description: "Whether the RMA is marked for a person."
      })
    })
  ).annotate({ description: "The order in the database at the end." }),
  ticket: Schema.NullOr(Schema.Literals(PRIORITIES)).annotate({
    description: "Priority of the one ticket of the conversation; null when there is none."
  }),
  answers: Schema.Array(Mentions).annotate({
    description: "What the answer of each turn must mention; case does not matter."
  }),
  never: Schema.optionalKey(Mentions).annotate({
    description: "What no answer may mention."
  })
})
export type Expectations = typeof Expectations.Type

export const Conversation = Schema.Struct({
  $schema: Schema.optionalKey(Schema.String),
  name: Schema.String.check(Schema.isPattern(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u)).annotate({
    description: "What the conversation is called on the command line."
  }),
  title: Schema.NonEmptyString,
  description: Schema.NonEmptyString,
  reset: Schema.Array(OrderNumber).annotate({
    description: "Orders that are put back to their sample state first."
  }),
  turns: Messages.annotate({ description: "The customer's messages." }),
  expect: Expectations,
  paraphrases: Schema.optionalKey(Schema.Array(Messages)).annotate({
    description: "The same conversation in other words; each must meet the same expectations."
  })
}).annotate({
  title: "Sample conversation",
  description: "A conversation with the return agent, and how it must end."
})
export type Conversation = typeof Conversation.Type

/** A file that is no conversation; the message says where it is wrong. */
export class ConversationInvalid extends Data.TaggedError("ConversationInvalid")<{
  readonly file: string
  readonly cause: unknown
}> {
  override get message(): string {
    const reason = this.cause instanceof Error ? this.cause.message : String(this.cause)
    return `${this.file} is not a conversation: ${reason}`
  }
}

/** Names that no conversation has. */
export class ConversationUnknown extends Data.TaggedError("ConversationUnknown")<{
  readonly names: readonly string[]
  readonly known: readonly string[]
}> {
  override get message(): string {
    return `There is no conversation ${this.names.join(", ")}. There are: ${this.known.join(", ")}.`
  }
}

export const CONVERSATION_FOLDER = path.join(import.meta.dirname, "..", "conversations")

/** Every conversation of the folder, by file name. */
export const loadConversations = (
  folder: string = CONVERSATION_FOLDER
): Effect.Effect<readonly Conversation[], ConversationInvalid> =>
  Effect.gen(function* () {
    const files = yield* reading(folder, () => readdir(folder))
    return yield* Effect.forEach(
      files.filter((file) => file.endsWith(".json")).toSorted(),
      (file) => loadConversation(path.join(folder, file))
    )
  })

const loadConversation = (file: string): Effect.Effect<Conversation, ConversationInvalid> =>
  reading(file, () => readFile(file, "utf8")).pipe(
    Effect.flatMap((text) =>
      Effect.mapError(decode(text), (cause) => new ConversationInvalid({ file, cause }))
    )
  )

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Conversation), {
  onExcessProperty: "error"
})

const reading = <A>(file: string, read: () => Promise<A>) =>
  Effect.tryPromise({ try: read, catch: (cause) => new ConversationInvalid({ file, cause }) })

/** The conversations of these names, in the order of the names; all when no name is given. */
export const chooseConversations = (
  conversations: readonly Conversation[],
  names: readonly string[]
): Effect.Effect<readonly Conversation[], ConversationUnknown> => {
  if (names.length === 0) return Effect.succeed(conversations)
  const found = names.map((name) => conversations.find((one) => one.name === slugOf(name)))
  const chosen = found.filter((one) => one !== undefined)
  return chosen.length === names.length
    ? Effect.succeed(chosen)
    : Effect.fail(
        new ConversationUnknown({
          names: names.filter((_, at) => found[at] === undefined),
          known: conversations.map(({ name }) => name)
        })
      )
}

/** People may write a title's words: `"Final sale"` is `final-sale`. */
const slugOf = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/gu, "-")
