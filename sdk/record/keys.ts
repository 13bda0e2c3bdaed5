/** The names of a line's keys: what writers write and readers look for. A name is never given a second meaning. */

/** Attribute keys of the header line (`"metric":"run"`), the first line a process writes. */
export const RUN_KEYS = {
  pid: "process.pid",
  /** `nodejs`, `python`, … */
  language: "telemetry.sdk.language",
  sdkVersion: "telemetry.sdk.version",
  serviceName: "service.name",
  serviceVersion: "service.version",
  /** Commit hash of the working tree the process runs from. */
  gitCommit: "vcs.ref.head.revision",
  /** Whether that tree held changes that were not committed. */
  gitDirty: "lapline.git.dirty",
  /** Absolute folder that `code.file.path` values are relative to. */
  root: "lapline.root",
  /** `cold` when the process had to create its data first, else `warm`. */
  start: "lapline.start",
  /** Name of the sample conversation the process runs. */
  conversation: "lapline.conversation",
  /** Share of traces that were recorded at all; absent: all. */
  samplingHead: "lapline.sampling.head",
  /** Which of those were kept: `errors, slowest 0.05, ratio 0.1`; absent: all. */
  samplingTail: "lapline.sampling.tail",
  /** `redacted` or `raw`: what people and models said is in the lines; absent: it is not. */
  content: "lapline.content"
} as const

/** Attribute keys of resource lines that say what the log does not hold: counts since the run began, left out while 0. */
export const LOSS_KEYS = {
  /** Lines that could not be written. */
  droppedLines: "lapline.lines.dropped",
  /** Lines that are in the log and reached no exporter. */
  unexportedLines: "lapline.lines.unexported",
  /** Traces that sampling left out. */
  sampledOutTraces: "lapline.sampled_out.traces",
  /** Lines of traces that were left out when they had ended; those left out at their beginning made none. */
  sampledOutLines: "lapline.sampled_out.lines"
} as const

/** Attribute keys of a resource line (`"metric":"resource"`). */
export const RESOURCE_KEYS = {
  rssBytes: "process.memory.rss_bytes",
  heapUsedBytes: "process.memory.heap_used_bytes",
  /** CPU time over wall time since the last resource line; 1 is one core in full use. */
  cpuUtilization: "process.cpu.utilization",
  /** Since the last line that came by the second. */
  eventLoopDelayMs: "process.event_loop.delay_p99_ms",
  poolInUse: "process.db_pool.in_use",
  poolSize: "process.db_pool.size"
} as const

/** Where a line names its source, best first: the stable names, then the deprecated ones. */
export const CODE_KEYS = {
  file: ["code.file.path", "code.filepath"],
  line: ["code.line.number", "code.lineno"],
  function: ["code.function.name", "code.function"]
} as const

export const ERROR_KEYS = {
  type: ["error.type"],
  message: ["error.message"],
  stack: ["exception.stacktrace"]
} as const

/** Keys read at the top level and, when they are missing there, inside `attributes`. */
export const LIFTED_KEYS: readonly string[] = [
  ...Object.values(CODE_KEYS).flat(),
  ...Object.values(ERROR_KEYS).flat()
]

/** Every key of a line that version 1 names; the others are kept in `extra`. */
export const KNOWN_KEYS: ReadonlySet<string> = new Set([
  "v",
  "timestamp",
  "level",
  "component",
  "metric",
  "step",
  "name",
  "tool_name",
  "duration_ms",
  "status",
  "session_id",
  "order_id",
  "trace_id",
  "span_id",
  "parent_span_id",
  "run_id",
  "attributes",
  ...LIFTED_KEYS
])
