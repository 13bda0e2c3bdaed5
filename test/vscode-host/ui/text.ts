/** Text of the workbench as a reader sees it, and waiting until it says something. */

export type Wanted = string | RegExp

/** One line, plain spaces: the workbench draws with no-break and zero-width ones. */
export const normalize = (text: string): string =>
  text
    .replace(/[\u00a0\u200b\u200c]/g, " ")
    .replace(/\s+/g, " ")
    .trim()

export const matches = (wanted: Wanted, text: string): boolean =>
  typeof wanted === "string" ? text.includes(wanted) : wanted.test(text)

/**
 * Asks `probe` until it answers something true, and returns that answer. Rejects after `limitMs` with what was
 * waited for, and with what was there instead where `seen` tells.
 */
export const until = async <A>(
  what: string,
  probe: () => Promise<A>,
  limitMs = 15_000,
  seen?: () => Promise<unknown>
): Promise<NonNullable<A>> => {
  const deadline = performance.now() + limitMs
  let last: unknown
  for (;;) {
    try {
      const answer = await probe()
      if (answer) return answer
    } catch (error) {
      last = error
    }
    if (performance.now() > deadline) break
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  const instead = seen === undefined ? "" : `; there was ${JSON.stringify(await seen())}`
  throw new Error(`waited ${limitMs} ms for ${what}${instead}`, { cause: last })
}
