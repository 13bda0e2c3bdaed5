/** `lapline/read`: log files to records, once or while they grow. What cannot be read is told to the sink, never thrown. */
export { DEFAULT_FOLDER, type Discovered, discoverLogs, STDIN } from "./discover.ts"
export { type LineCounts, type LogFile, type Origin, type RecordSink } from "./log-decoder.ts"
export { describeProblem, type LineProblem, type PathProblem, type ReadProblem } from "./problem.ts"
export { type LeftOut, type Progress } from "./followed-logs.ts"
export { readLogs, type ReadOptions } from "./read-logs.ts"
export { type PassedOn, type Tail, tailLogs, type TailOptions, type TailSink } from "./tail.ts"
