/** Metrics as OpenTelemetry models them: what every exporter of aggregates prints in its own way. */

export type Labels = Readonly<Record<string, string>>

export interface Exemplar {
  readonly value: number
  readonly traceId: string
  readonly spanId: string
  readonly atMicros: number
}

export interface HistogramPoint {
  readonly labels: Labels
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  /** Values in each bucket alone, those over the last bound at the end: one more than bounds. */
  readonly bucketCounts: readonly number[]
  /** The newest value of each bucket that belongs to a trace. */
  readonly exemplars: readonly (Exemplar | undefined)[]
}

export interface NumberPoint {
  readonly labels: Labels
  readonly value: number
}

interface Named {
  /** With dots, as OpenTelemetry names metrics; unit apart. */
  readonly name: string
  readonly description: string
  /** UCUM, as OpenTelemetry writes it: `s`, `By`, `1`, `{token}`; empty when nothing is known. */
  readonly unit: string
}

export type Family =
  | (Named & {
      readonly _tag: "Histogram"
      /** Upper bounds, each inclusive, ascending. */
      readonly bounds: readonly number[]
      readonly points: readonly HistogramPoint[]
    })
  | (Named & { readonly _tag: "Counter" | "Gauge"; readonly points: readonly NumberPoint[] })
