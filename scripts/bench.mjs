// Runs every benchmark in test/bench and prints value, limit and verdict in one table. Ratios come from one and the same run.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const folder = new URL('../test/bench/', import.meta.url)
const only = process.argv[2]
const files = readdirSync(folder).filter((f) => f.endsWith('.bench.ts') && (only === undefined || f.startsWith(only)))
const rows = []
for (const file of files) {
  process.stderr.write(`running ${file} …\n`)
  const { module } = await runnerImport(fileURLToPath(new URL(file, folder)))
  rows.push(...(await module.bench()))
}
const cells = rows.map((r) => [r.name, `${r.value.toFixed(2)} ${r.unit}`, `≤ ${r.limit} ${r.unit}`, r.value <= r.limit ? 'met' : 'MISSED'])
const widths = [0, 1, 2, 3].map((i) => Math.max(...cells.map((c) => c[i].length)))
for (const row of cells) console.log(row.map((c, i) => c.padEnd(widths[i])).join('  '))
process.exit(rows.every((r) => r.value <= r.limit) ? 0 : 1)
