/** A retrieved passage, and how passages stand in a prompt: written here, read back here. */

/** What a passage was retrieved for. */
export const PURPOSES = ["policy", "template", "exception"] as const
export type Purpose = (typeof PURPOSES)[number]

/** The scenarios that communication-templates.md has words for. */
export const SCENARIOS = [
  "return approved",
  "return window expired",
  "final sale item",
  "damaged item",
  "manual review",
  "order not found",
  "escalation to a person",
  "lost receipt"
] as const
export type Scenario = (typeof SCENARIOS)[number]

export interface Passage {
  readonly purpose: Purpose
  /** File name of the document, such as `return-policy.md`. */
  readonly document: string
  readonly section: string
  readonly text: string
}

/** The passages as tagged blocks for a system prompt; `parsePassages` is its inverse. Empty for none. */
export const formatPassages = (passages: readonly Passage[]): string =>
  passages
    .map(
      ({ purpose, document, section, text }) =>
        `<passage purpose="${purpose}" document="${escape(document)}" section="${escape(section)}">\n` +
        `${escape(text)}\n</passage>`
    )
    .join("\n")

/** The passages in a prompt's text; text around them is ignored. */
export const parsePassages = (prompt: string): Passage[] =>
  [...prompt.matchAll(BLOCK)].flatMap(([, purpose, document = "", section = "", text = ""]) => {
    const known = PURPOSES.find((one) => one === purpose)
    return known === undefined
      ? []
      : [
          {
            purpose: known,
            document: unescape(document),
            section: unescape(section),
            text: unescape(text)
          }
        ]
  })

const BLOCK =
  /<passage purpose="([^"]*)" document="([^"]*)" section="([^"]*)">\n([^<]*)\n<\/passage>/gu

const escape = (text: string): string =>
  text.replace(/[&<"]/gu, (char) => (char === "&" ? "&amp;" : char === "<" ? "&lt;" : "&quot;"))

const unescape = (text: string): string =>
  text.replace(/&(?:amp|lt|quot);/gu, (entity) =>
    entity === "&amp;" ? "&" : entity === "&lt;" ? "<" : '"'
  )
