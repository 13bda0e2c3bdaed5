/** `node test/extension/fuzz.ts [SECONDS] [SEED]`: no call of the extension on any text throws or takes over 100 ms. */
import fc from "fast-check"
import { calls, hostileText, LIMIT_MS, quickestMs } from "./hostile-text.ts"

const [seconds = "60", givenSeed] = process.argv.slice(2)
const seed = Number(givenSeed ?? Math.floor(Math.random() * 2 ** 31))
const until = performance.now() + Number(seconds) * 1_000
console.log(`seed ${seed}, ${seconds} s`)

const longest = new Map<string, { readonly ms: number; readonly text: string }>()
let count = 0
for (let round = 0; performance.now() < until; round++) {
  for (const text of fc.sample(hostileText, { numRuns: 20, seed: seed + round })) {
    for (const [name, call] of Object.entries(calls)) {
      const ms = quickestMs(call, text)
      count += 1
      if (ms > (longest.get(name)?.ms ?? 0)) longest.set(name, { ms, text })
    }
  }
}
console.log(`${count} calls, the longest of each:`)
for (const [name, { ms, text }] of longest) {
  console.log(`  ${name} ${ms.toFixed(2)} ms: ${JSON.stringify(text.slice(0, 60))}`)
  if (ms > LIMIT_MS) process.exitCode = 1
}
