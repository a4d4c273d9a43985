/**
 * Runs tests again and again on a machine that is kept busy, and says which of them do not always pass:
 *   node scripts/soak-tests.mjs                                        unit, conformance and end-to-end tests, ten times
 *   node scripts/soak-tests.mjs --times 20 --project main test/main/collections
 * A test that fails here and passes on a quiet machine waits for a time instead of an event, or the product has a race.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildIfNeeded } from './build.mjs'
import { ensureChromium } from './chromium.mjs'

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: '10' },
    /** Processes that do nothing but compute, beside the tests. */
    busy: { type: 'string', default: '2' },
    project: { type: 'string', multiple: true, default: ['app', 'main', 'e2e'] },
  },
})
const root = fileURLToPath(new URL('..', import.meta.url))
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
/** Name of a test -> the runs it failed in, and what it said the first time. */
const flakes = new Map()

if (values.project.includes('e2e')) process.env.CHROMIUM = ensureChromium()
await buildIfNeeded()
// Computes until its parent is gone, however that ended.
const compute = `process.stdin.on('close', () => process.exit()).resume()
  const step = () => { for (const end = Date.now() + 100; Date.now() < end;); setImmediate(step) }
  step()`
const busy = Array.from({ length: Number(values.busy) }, () =>
  spawn(process.execPath, ['-e', compute], { stdio: ['pipe', 'ignore', 'ignore'] }),
)
try {
  for (let run = 1; run <= Number(values.times); run++) await once(run)
} finally {
  for (const child of busy) child.kill('SIGKILL')
}
for (const [name, { runs, message }] of flakes)
  console.log(`\nFAILED in ${runs.length} of ${values.times} (${runs.join(', ')}): ${name}\n  ${message}`)
console.log(`\n${values.times} runs beside ${values.busy} busy processes: ${flakes.size} tests failed`)
process.exit(flakes.size === 0 ? 0 : 1)

/** Runs the tests once and notes what failed. */
async function once(run) {
  const at = Date.now()
  const scratch = mkdtempSync(join(tmpdir(), 'relook-soak-'))
  const report = join(scratch, 'report.json')
  const projects = values.project.flatMap((project) => ['--project', project])
  const words = ['run', ...projects, '--reporter=json', `--outputFile.json=${report}`, ...filters]
  try {
    const code = await ended(spawn(process.execPath, [vitest, ...words], { cwd: root, stdio: 'ignore' }))
    const failures = failuresIn(report)
    if (code !== 0 && failures.length === 0) failures.push(['the run itself', `vitest ended with ${code}`])
    for (const [name, message] of failures) {
      const known = flakes.get(name) ?? { runs: [], message }
      known.runs.push(run)
      flakes.set(name, known)
    }
    console.log(`run ${run}: ${failures.length} failed, ${((Date.now() - at) / 1000).toFixed(0)} s`)
    for (const [name, message] of failures) console.log(`  ${name}\n    ${message}`)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function ended(child) {
  return new Promise((resolve) => {
    child.on('error', () => resolve('an error'))
    child.on('exit', (code, signal) => resolve(code ?? signal))
  })
}

/** [file and name, first line of the message] of each test that failed; files that could not be loaded, too. */
function failuresIn(report) {
  if (!existsSync(report)) return []
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.slice(root.length)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (failed.length === 0) return status === 'failed' ? [[file, firstLine(message)]] : []
    return failed.map((test) => [`${file} > ${test.fullName}`, firstLine(test.failureMessages[0])])
  })
}

function firstLine(text = '') {
  return text.trim().split('\n', 1)[0]
}
