/** What stands over a measured line. */

import { formatQuantile } from "./format.ts"
import type { Site } from "./model.ts"
import { ENGLISH, type Language, say, sentence } from "./sentence.ts"

/**
 * `1.82 s p50 · p95 3.10 s · n 240 · 64 % of turn`: never a figure without its n. Of a sample too small for p95 it says
 * so; outside turns there is no share.
 */
export const lensTitle = (
  site: Pick<Site, "count" | "p50Ms" | "p95Ms" | "shareOfTurn">,
  language: Language = ENGLISH
): string => {
  const { count, p50Ms, p95Ms, shareOfTurn } = site
  const n = `n ${language.count(count)}`
  if (p50Ms === null) return n
  const p95 =
    p95Ms === null
      ? language.translate(formatQuantile(p95Ms, count, "p95"))
      : language.duration(p95Ms)
  const share =
    shareOfTurn === null ? [] : [say(sentence("{0} of turn", { share: shareOfTurn }), language)]
  return [`${language.duration(p50Ms)} p50`, `p95 ${p95}`, n, ...share].join(" · ")
}
