/** What the source line of a measured place must hold: the one rule of the tests that check places. */

/** A place as a log line or a report row names it. */
export interface Place {
  readonly metric: string
  readonly step: string
  readonly name: string
  readonly toolName?: string | undefined
  readonly function?: string | null | undefined
}

/** Whether `line` is where that operation is timed: it makes the very Lap, or begins the very statement. */
export const holdsTracedCode = (place: Place, line: string): boolean => {
  if (place.metric === "db_query") return holdsStatement(place.name, line)
  if (place.metric === "embeddings") return declares(place.function, line)
  if (place.step !== "total" && place.metric !== "startup") {
    const step = `("${place.step}")`
    return (
      line.includes(`Lap.step${step}`) || line.includes(`Lap.operation(stepInTransaction${step}`)
    )
  }
  return line.includes(madeAs(place) ?? "no Lap of this metric is known")
}

/** The statement's first word right after the opening backtick; a statement from a list says `sql.unsafe`. */
const holdsStatement = (name: string, line: string): boolean => {
  const verb = name.split(" ")[0] ?? ""
  return (
    verb !== "" &&
    (new RegExp(`(?:sql|>)\`${verb}\\b`, "u").test(line) || line.includes("sql.unsafe("))
  )
}

const declares = (name: string | null | undefined, line: string): boolean =>
  typeof name === "string" && line.includes(`const ${name} =`)

const madeAs = ({ metric, name, step }: Place): string | undefined => {
  const last = name.slice(name.indexOf(" ") + 1)
  switch (metric) {
    case "turn":
      return `Lap.turn("${last}")(`
    case "iteration":
      return "Lap.iteration()("
    case "llm_call":
      return "Lap.modelCall("
    case "tool_execution":
      return `Lap.tool("${last}")(`
    case "rag_query":
      return `Lap.retrieval("${last}")(`
    case "startup":
      return `Lap.startup("${step}")(`
    case "span":
      return `Lap.operation({ metric: "span", name: "${name}" })(`
    case "response_formatting":
      return `Lap.formatting("${name}")(`
    case "db_connection":
      return `Lap.connection("${name}")`
    case "db_transaction":
      return `Lap.transaction("${name}")`
    case "db_commit":
      return `Lap.commit("${name}")`
    case "db_rollback":
      return `Lap.rollback("${name}")`
    default:
      return undefined
  }
}
