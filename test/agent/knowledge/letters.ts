/** An embedder that needs no model: the vector counts a text's letters. */
import { Effect } from "effect"
import {
  type Embedded,
  EmbeddingFailed,
  makeEmbedder,
  type Vector
} from "../../../agent/knowledge/embedder.ts"

export interface Letters {
  readonly model?: string
  readonly answers?: (texts: readonly string[]) => Effect.Effect<Embedded, EmbeddingFailed>
}

/** `asked` holds the texts of each call. */
export const lettersEmbedder = ({ model = "letters", answers = countLetters }: Letters = {}) => {
  const asked: Array<readonly string[]> = []
  const embedder = makeEmbedder({
    model,
    provider: "test",
    run: (texts) =>
      Effect.andThen(
        Effect.sync(() => asked.push(texts)),
        answers(texts)
      )
  })
  return { asked, embedder }
}

export const brokenEmbedder = () =>
  lettersEmbedder({
    answers: () => Effect.fail(new EmbeddingFailed({ model: "letters", reason: "out of order" }))
  })

const countLetters = (texts: readonly string[]) =>
  Effect.succeed({ vectors: texts.map(lettersOf), inputTokens: texts.length })

const lettersOf = (text: string): Vector => {
  const counts = new Float32Array(26)
  for (const [letter] of text.toLowerCase().matchAll(/[a-z]/gu)) {
    const at = letter.charCodeAt(0) - "a".charCodeAt(0)
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}
