/**
 * `npm run bench`: runs every benchmark in test/bench and prints value, limit and verdict in one table; `npm run bench NAME`
 * runs the files whose names begin so. Each file has a process of its own: one that fails, whatever way it ends, is a row of
 * the table and not the end of it. What cannot be measured here is said loudly and does not count as met.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Where the benchmarks are. */
    folder: { type: 'string', default: fileURLToPath(new URL('../test/bench/', import.meta.url)) },
    /** Longest one file may take, in minutes. */
    minutes: { type: 'string', default: '30' },
    /** Used by this script itself: measure one file, write its rows there. */
    file: { type: 'string' },
    to: { type: 'string' },
  },
})
if (values.file !== undefined) {
  const { module } = await runnerImport(values.file)
  writeFileSync(values.to, JSON.stringify(await module.bench()))
  // What a benchmark left open must not keep the table waiting.
  process.exit(0)
}

const [only = ''] = positionals
const files = readdirSync(values.folder).filter((f) => f.endsWith('.bench.ts') && f.startsWith(only))
if (files.length === 0) {
  console.error(`No benchmark’s name begins with “${only}”.`)
  process.exit(1)
}
const rows = []
for (const file of files) rows.push(...(await measured(file)))
print(rows)
const count = (is) => rows.filter(is).length
const skipped = count((r) => r.skipped !== undefined)
const failed = count((r) => r.failed !== undefined)
if (skipped > 0) console.log(`\n${skipped} SKIPPED: not measured, not met.`)
if (failed > 0) console.log(`\n${failed} FAILED: not measured, not met.`)
process.exit(rows.every((r) => r.skipped !== undefined || isMet(r)) ? 0 : 1)

/** The rows of one file; a single one that says why, where it failed. */
async function measured(file) {
  process.stderr.write(`running ${file} …\n`)
  const scratch = mkdtempSync(join(tmpdir(), 'relook-bench-'))
  const to = join(scratch, 'rows.json')
  try {
    const why = await run(join(values.folder, file), to)
    return why === undefined ? JSON.parse(readFileSync(to, 'utf8')) : [{ name: file, failed: why }]
  } catch (error) {
    return [{ name: file, failed: String(error) }]
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Measures a file in a process of its own; resolves to why it failed, or undefined. */
function run(file, to) {
  const self = fileURLToPath(import.meta.url)
  const child = spawn(process.execPath, [self, '--file', file, '--to', to], {
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text
    process.stderr.write(text)
  })
  let late = false
  const limit = setTimeout(() => (late = child.kill('SIGKILL')), Number(values.minutes) * 60_000)
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => {
      clearTimeout(limit)
      if (code === 0) resolve(undefined)
      else if (late) resolve(`took longer than ${values.minutes} minutes`)
      else resolve(reasonIn(said) ?? `ended by ${signal ?? `exit code ${code}`}`)
    })
  })
}

/** The message of the error a process ended with. */
function reasonIn(said) {
  return /^(?:\w*(?:Error|Failure)): (.+)$/m.exec(said)?.[1]
}

function isMet(row) {
  return row.failed === undefined && (row.more ? row.value >= row.limit : row.value <= row.limit)
}

function print(all) {
  const cells = all.map(cellsOf)
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...cells.map((c) => c[i].length)))
  for (const row of cells)
    console.log(
      row
        .map((c, i) => c.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
}

function cellsOf(row) {
  if (row.skipped !== undefined) return [row.name, 'SKIPPED', '', '', row.skipped]
  if (row.failed !== undefined) return [row.name, 'FAILED', '', '', row.failed]
  return [
    row.name,
    `${row.value.toFixed(2)} ${row.unit}`,
    `${row.more ? '≥' : '≤'} ${row.limit} ${row.unit}`,
    isMet(row) ? 'met' : 'MISSED',
    row.detail ?? '',
  ]
}
