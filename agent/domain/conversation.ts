/** A conversation as it is logged, one message at a time. */
import type { MessageType } from "./codes.ts"

export interface LogMessage {
  readonly messageType: MessageType
  readonly content: string
  readonly metadata: Readonly<Record<string, unknown>>
  /** ISO date-time, UTC. */
  readonly createdAt: string
}

/** What a `tool` message carries in its metadata: the call and its answer, as JSON values. */
export interface ToolCallMetadata {
  readonly tool_name: string
  readonly input: Readonly<Record<string, unknown>>
  readonly output: Readonly<Record<string, unknown>>
}

/** The call of a `tool` message; undefined for other messages and for metadata of another form. */
export const toolCall = (message: LogMessage): ToolCallMetadata | undefined => {
  const { tool_name, input, output } = message.metadata
  return message.messageType === "tool" &&
    typeof tool_name === "string" &&
    isRecord(input) &&
    isRecord(output)
    ? { tool_name, input, output }
    : undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
