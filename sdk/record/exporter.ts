/** CONTRACT between the recording side and what carries its records elsewhere: OTLP, Prometheus, StatsD. */

import type { LapRecord } from "./record.ts"

/**
 * Gets every record that goes to the run's log, decoded, in the order of the log; the first one is the run's header. Whatever it
 * throws or rejects with is told once and changes nothing for the traced program.
 */
export interface Exporter {
  /** For people: `OTLP to http://127.0.0.1:4318`. */
  readonly name: string
  /**
   * Takes finished records off the traced code's path, in batches of at most a few hundred. Must not block: what has to be sent
   * is queued, within a bound of the exporter's own. The records are its to keep, and shared: nobody changes them.
   */
  readonly take: (records: readonly LapRecord[]) => void
  /** Resolves when all that was taken is delivered or given up. */
  readonly flush: () => Promise<void>
  /** As `flush`, and gives back sockets and timers; nothing is taken afterwards. */
  readonly close: () => Promise<void>
}

export interface ExporterHost {
  /** Tells the user of the process; an exporter says each kind of trouble once a minute at most. */
  readonly warn: (message: string) => void
}

/** Called once for each run: one set of options may serve several runs. */
export type MakeExporter = (host: ExporterHost) => Exporter
