/** Takes secrets and addresses out of what people and models said, for hosts that have such text recorded. */

/** Keys, tokens, certificates, authorization headers, passwords in URLs and e-mail addresses become `[redacted]`. */
export const redact = (text: string): string =>
  PATTERNS.reduce((rest, [pattern, replacement]) => rest.replaceAll(pattern, replacement), text)

const GONE = "[redacted]"

/** Each bounded, and a run of characters looked through once: linear time on any text. The same as in Python. */
const PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z0-9 ]{1,64}-----[^-]*(?:-----END [A-Z0-9 ]{1,64}-----)?/g, GONE],
  [/(\bauthorization["']?\s{0,8}[:=]\s{0,8}["']?)[^\r\n"',;]{1,4096}/gi, `$1${GONE}`],
  [/(\bbearer )[\w.~+/=-]{8,4096}/gi, `$1${GONE}`],
  [/\bsk-[\w-]{6,512}/g, GONE],
  [/\bgh[pousr]_[A-Za-z0-9]{8,512}/g, GONE],
  [/\bgithub_pat_\w{8,512}/g, GONE],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{8,128}/g, GONE],
  [/(?<![\w-])eyJ[\w-]{5,8192}\.[\w-]{2,8192}(?:\.[\w-]{0,8192})?/g, GONE],
  [/(?<=:\/\/)[^\s/?#]{1,512}@/g, `${GONE}@`],
  [/[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g, GONE]
]
