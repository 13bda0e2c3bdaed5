/** What is typed in the folder of the sample reports, and the word that the tabulator key makes of it, in any shell. */

export const COMPLETIONS: Readonly<Record<string, string>> = {
  "lapline rep": "report",
  "lapline report --mark": "--markdown",
  "lapline report --by se": "session",
  "lapline report pla": "plan.jsonl",
  "lapline report --by line --last 3 pla": "plan.jsonl",
  "lapline trace slo": "slowest",
  "lapline trace slowest pla": "plan.jsonl",
  "lapline search --sort new": "newest",
  "lapline search status=failed pla": "plan.jsonl",
  "lapline tail --fil": "--filter",
  "lapline tail --hel": "--help",
  "lapline export --to perf": "perfetto"
}
