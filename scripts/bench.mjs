// Runs every benchmark in test/bench and prints value, limit and verdict in one table. Ratios come from one and the same run.
// What cannot be measured here is said loudly and does not count as met.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const folder = new URL('../test/bench/', import.meta.url)
const only = process.argv[2]
const files = readdirSync(folder).filter(
  (f) => f.endsWith('.bench.ts') && (only === undefined || f.startsWith(only)),
)
const rows = []
for (const file of files) {
  process.stderr.write(`running ${file} …\n`)
  const { module } = await runnerImport(fileURLToPath(new URL(file, folder)))
  rows.push(...(await module.bench()))
}
const isMet = (r) => (r.more ? r.value >= r.limit : r.value <= r.limit)
const cells = rows.map((r) =>
  r.skipped === undefined
    ? [
        r.name,
        `${r.value.toFixed(2)} ${r.unit}`,
        `${r.more ? '≥' : '≤'} ${r.limit} ${r.unit}`,
        isMet(r) ? 'met' : 'MISSED',
        r.detail ?? '',
      ]
    : [r.name, 'SKIPPED', '', '', r.skipped],
)
const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...cells.map((c) => c[i].length)))
for (const row of cells)
  console.log(
    row
      .map((c, i) => c.padEnd(widths[i]))
      .join('  ')
      .trimEnd(),
  )
const skipped = rows.filter((r) => r.skipped !== undefined).length
if (skipped > 0) console.log(`\n${skipped} SKIPPED: not measured, not met.`)
process.exit(rows.every((r) => r.skipped !== undefined || isMet(r)) ? 0 : 1)
