/** Why a text is no filter, for people. */
import type { FilterProblem } from "../../sdk/analyze/filter/filter.ts"
import { say, sentence } from "../../sdk/analyze/sentence.ts"
import { windowLanguage } from "./window-language.ts"

export const filterProblemWords = ({ told: { message, hint } }: FilterProblem): string =>
  say(sentence("{0}. {1}", message, hint), windowLanguage)
