/** The short name of a site, as it is told from others of its line or its group. */
import type { Site } from "../../sdk/analyze/model.ts"
import { inert } from "./inert-text.ts"

const MOST_CHARACTERS = 80

type Named = Pick<Site, "name" | "step">

/**
 * `execute_tool X` and the like: the tree and the icons already say what kind of operation it is.
 */
const OPERATION = /^(?:invoke_agent|execute_tool|chat|retrieval|embeddings|startup) (?=\S)/

/**
 * Harmless to show: the tool, model or step without the operation; a step that the name lacks is
 * added.
 */
export const siteLabel = ({ name, step }: Named): string => {
  const own = name.replace(OPERATION, "")
  return inert(step === "total" || own.includes(step) ? own : `${own} ${step}`, MOST_CHARACTERS)
}
