/** Tool calls and their results with their types back: a prompt carries both as plain JSON. */
import { Option, Schema } from "effect"
import type { Failure } from "../tools/failure.ts"
import { type Input, type Output, ReturnToolkit, type ToolName } from "../tools/schemas.ts"

/** A call that the model asks for. */
export type ToolRequest = {
  readonly [Name in ToolName]: { readonly name: Name; readonly params: Input<Name> }
}[ToolName]

/** A call and its answer; `turn` counts the customer's messages from zero. */
export type Outcome = {
  readonly [Name in ToolName]: {
    readonly name: Name
    readonly turn: number
    readonly params: Input<Name>
    readonly output: Output<Name>
  }
}[ToolName]

export type OutcomeOf<Name extends ToolName> = Extract<Outcome, { readonly name: Name }>

/** Undefined when the tool is unknown or its input is not what its schema says: then nothing can be learnt from it. */
export const outcomeOf = (
  name: string,
  turn: number,
  params: unknown,
  result: unknown
): Outcome | undefined => {
  const reader = READERS.get(name)
  return reader === undefined ? undefined : reader(turn, params, result)
}

/** The outcomes of one tool, oldest first. */
export const outcomesOf = <Name extends ToolName>(
  outcomes: readonly Outcome[],
  name: Name
): OutcomeOf<Name>[] =>
  outcomes.filter((outcome): outcome is OutcomeOf<Name> => outcome.name === name)

/** Whether the tool answered with a failure, and which. */
export const failureOf = (outcome: Outcome): Failure | undefined => {
  const { output } = outcome
  return output.success === false && "error" in output && !("reason_code" in output)
    ? output
    : undefined
}

/** Same tool, same input. */
export const isSameCall = (a: ToolRequest, b: ToolRequest): boolean =>
  a.name === b.name && JSON.stringify(a.params) === JSON.stringify(b.params)

type Reader = (turn: number, params: unknown, result: unknown) => Outcome | undefined

/** A result that does not match its schema is a defect of the tool. */
const BROKEN: Failure = {
  success: false,
  error: "INTERNAL_ERR",
  message: "The tool gave no usable answer."
}

const readerOf = (name: ToolName): Reader => {
  const tool = ReturnToolkit.tools[name]
  const readParams = Schema.decodeUnknownOption(tool.parametersSchema)
  const readResult = Schema.decodeUnknownOption(tool.successSchema)
  return (turn, params, result) =>
    Option.match(readParams(params), {
      onNone: () => undefined,
      onSome: (input) =>
        ({
          name,
          turn,
          params: input,
          output: Option.getOrElse(readResult(result), () => BROKEN)
        }) as Outcome
    })
}

const READERS: ReadonlyMap<string, Reader> = new Map(
  (Object.keys(ReturnToolkit.tools) as ToolName[]).map((name) => [name, readerOf(name)])
)
