/**
 * Lapline's front door. `start` switches the measuring on, `timed`, `TimingContext` and `PerformanceLogger` measure plain code; in
 * Effect programs `Lapline` switches it on and `Lap` measures.
 */
export * as Lap from "./trace/lap.ts"
export * as Lapline from "./trace/lapline.ts"
export { timed, type MethodContext, type Timed, type Timer } from "./trace/timed.ts"
export { TimingContext, type BlockOptions } from "./trace/timing-context.ts"
export {
  PerformanceLogger,
  type LoggerOptions,
  type LogOptions
} from "./trace/performance-logger.ts"
export { start, type Started } from "./trace/start.ts"
export {
  annotateHere as annotate,
  correlateHere as correlate,
  markErrorHere as markError
} from "./trace/current.ts"
export type { Sampling, TailSampling } from "./trace/sampling.ts"
export type { Exporter, ExporterHost, MakeExporter } from "./record/exporter.ts"
