/** `npm run bench` ends with a table, whatever the benchmarks do. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../builders/folder'

/** Runs benchmarks made of these bodies. */
function bench(bodies: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const folder = testFolder()
  for (const [name, body] of Object.entries(bodies))
    writeFileSync(join(folder, `${name}.bench.ts`), `export async function bench() { ${body} }`)
  const { status, stdout } = spawnSync(
    process.execPath,
    ['scripts/bench.mjs', '--folder', folder, ...words],
    { encoding: 'utf8' },
  )
  return { status, lines: stdout.trimEnd().split('\n') }
}

const good = `return [{ name: 'Good', value: 1, limit: 2, unit: 's' }]`

test('a benchmark that fails or aborts is a row, and the others are measured', () => {
  const { status, lines } = bench({
    a: `throw new Error('the picture was not there')`,
    b: `process.abort()`,
    c: good,
  })
  expect(lines.map((line) => line.split(/\s{2,}/))).toEqual([
    ['a.bench.ts', 'FAILED', 'the picture was not there'],
    ['b.bench.ts', 'FAILED', 'ended by SIGABRT'],
    ['Good', '1.00 s', '≤ 2 s', 'met'],
    [''],
    ['2 FAILED: not measured, not met.'],
  ])
  expect(status).toBe(1)
})

test('one that never ends is ended, and said to have been', () => {
  const endless = `setInterval(() => undefined, 1000); return new Promise(() => undefined)`
  const { status, lines } = bench({ endless }, '--minutes', '0.05')
  expect(lines[0]).toMatch(/^endless\.bench\.ts\s+FAILED\s+took longer than 0\.05 minutes$/)
  expect(status).toBe(1)
})

test('what is met or cannot be measured here is green; what is missed is red', () => {
  const skipped = `return [{ name: 'No GPU', skipped: 'there is none' }]`
  expect(bench({ a: good, b: skipped }).status).toBe(0)
  const missed = `return [{ name: 'Slow', value: 3, limit: 2, unit: 's' }]`
  expect(bench({ a: missed }, 'a')).toMatchObject({ status: 1, lines: [expect.stringContaining('MISSED')] })
})
