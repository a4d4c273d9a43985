// `npm run soak [NAME] [--seed N]`: the long forms of what test/ tries in short against hostile and broken inputs, kills and crowds; up to
// half an hour. Prints promise, tries, result and limit in one table. Everything stays on loopback.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'

const folder = new URL('../test/soak/', import.meta.url)
const { values, positionals } = parseArgs({ options: { seed: { type: 'string' } }, allowPositionals: true })
const [only] = positionals
const seed = Number(values.seed ?? Date.now() % 1e9)
console.log(`seed ${seed}`)
const files = readdirSync(folder).filter(
  (f) => f.endsWith('.soak.ts') && (only === undefined || f.startsWith(only)),
)
const rows = []
for (const file of files) {
  const from = Date.now()
  process.stderr.write(`${file} …\n`)
  const { module } = await runnerImport(fileURLToPath(new URL(file, folder)))
  rows.push(...(await module.soak(seed)))
  process.stderr.write(`${file} took ${((Date.now() - from) / 1000).toFixed(0)} s\n`)
}
const isMet = (r) => r.value <= r.limit
const cells = rows.map((r) => [
  r.promise,
  `n = ${r.n.toLocaleString('en')}`,
  `${Number(r.value.toFixed(1)).toLocaleString('en')} ${r.unit}`,
  `≤ ${r.limit.toLocaleString('en')} ${r.unit}`,
  isMet(r) ? 'held' : 'BROKEN',
  r.detail ?? '',
])
const widths = [0, 1, 2, 3, 4, 5].map((i) => Math.max(...cells.map((c) => c[i].length)))
for (const row of cells)
  console.log(
    row
      .map((c, i) => c.padEnd(widths[i]))
      .join('  ')
      .trimEnd(),
  )
process.exit(rows.every(isMet) ? 0 : 1)
