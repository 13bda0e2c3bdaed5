/** The first line a run writes: what ran, which version of it, and where its paths start. */

import { RUN_KEYS } from "../record/keys.ts"
import { encodeRecord } from "../record/encode.ts"
import type { Content } from "./content.ts"
import type { GitState } from "./git.ts"
import { type Sampling, tailText } from "./sampling.ts"

export interface Header {
  readonly runId: string
  readonly serviceName: string
  readonly serviceVersion: string | undefined
  readonly git: GitState | undefined
  readonly root: string
  readonly start: "cold" | "warm"
  readonly conversation: string | undefined
  readonly sampling: Sampling | undefined
  readonly content: Content
}

export const SDK_VERSION = "0.1.0"

/** `atMs` is milliseconds since the Unix epoch. */
export const headerLine = (header: Header, atMs: number): string => {
  const tail = header.sampling?.tail
  return encodeRecord({
    endMicros: Math.floor(atMs * 1_000),
    durationMs: 0,
    level: "INFO",
    component: "performance",
    metric: "run",
    step: "total",
    name: `run ${header.serviceName}`,
    toolName: undefined,
    status: "ok",
    sessionId: undefined,
    orderId: undefined,
    traceId: undefined,
    spanId: undefined,
    parentSpanId: undefined,
    runId: header.runId,
    code: { file: undefined, line: undefined, function: undefined },
    error: undefined,
    attributes: {
      [RUN_KEYS.pid]: process.pid,
      [RUN_KEYS.language]: "nodejs",
      [RUN_KEYS.sdkVersion]: SDK_VERSION,
      [RUN_KEYS.serviceName]: header.serviceName,
      [RUN_KEYS.serviceVersion]: header.serviceVersion,
      [RUN_KEYS.gitCommit]: header.git?.commit,
      [RUN_KEYS.gitDirty]: header.git?.dirty,
      [RUN_KEYS.root]: header.root,
      [RUN_KEYS.start]: header.start,
      [RUN_KEYS.conversation]: header.conversation,
      [RUN_KEYS.samplingHead]: header.sampling?.head,
      [RUN_KEYS.samplingTail]: tail === undefined ? undefined : tailText(tail),
      [RUN_KEYS.content]: header.content === "none" ? undefined : header.content
    },
    extra: {}
  })
}
