/**
 * What commands and links carry to name a site, a trace or a conversation; read back with
 * suspicion.
 */

export interface SiteRef {
  readonly folder: string
  readonly site: string
}

export interface TraceRef {
  readonly folder: string
  readonly trace: string
  /** The span to show first. */
  readonly span?: string
}

export interface SampleRef {
  readonly folder: string
  readonly sample: string
}

export type Ref = SiteRef | TraceRef | SampleRef

/** Commands can be called by anyone with anything: what is no reference of ours is none at all. */
export const readRef = (value: unknown): Ref | undefined => {
  if (typeof value !== "object" || value === null) return undefined
  const { folder, site, trace, sample, span } = value as Record<string, unknown>
  if (typeof folder !== "string") return undefined
  if (typeof site === "string") return { folder, site }
  if (typeof trace === "string") {
    return typeof span === "string" ? { folder, trace, span } : { folder, trace }
  }
  if (typeof sample === "string") return { folder, sample }
  return undefined
}

/** A command link for Markdown; nothing in the reference can end the link early. */
export const commandLink = (command: string, ref: Ref): string => {
  const query = encodeURIComponent(JSON.stringify([ref]))
  const closed = query.replaceAll(/[()'!*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)
  return `command:${command}?${closed}`
}
