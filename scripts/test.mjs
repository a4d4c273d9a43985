/**
 * `npm test`: what is to be green before every commit, on a fresh clone too. Sets up what it needs, then runs stage after
 * stage and stops at the first that is red. Ends with what was skipped and why, a table of the stages' times, and one line:
 * N passed, N failed, N skipped. `--all` (`npm run test:all`) runs every check there is. `--only NAME[,NAME]` runs the stages
 * whose names begin so, whole; `--only static` all that run nothing of Relook. Uses nothing that has to be installed first.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureChromium } from './chromium.mjs'
import { ensureInstalled } from './install.mjs'
import { everyStage, reports, shortStages } from './stages.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({ options: { only: { type: 'string' }, all: { type: 'boolean' } } })
const started = Date.now()
/** What came of each stage that was run, in order. */
const results = []

process.chdir(root)
let chosen
try {
  chosen = await setUp()
} catch (error) {
  console.log(`\n${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
const red = (await runAll()).find((result) => result.code !== 0)
if (red !== undefined) console.log(`\nStopped at the first red stage: ${red.name}.`)
const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
printSkips()
printTimes()
if (values.only === undefined && values.all !== true)
  console.log('\nThis was the short form; `npm run test:all` runs every check there is.')
console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`)
process.exit(red === undefined ? 0 : 1)

/** Installs what is missing; gives the stages that are wanted. */
async function setUp() {
  const at = Date.now()
  console.log('• set-up')
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Relook needs Node 20.19 or newer; this is ${process.versions.node}.`)
  if (!(await ensureInstalled())) throw new Error('Without its packages nothing can be tested.')
  const wanted = values.only?.split(',')
  const isStatic = wanted?.length === 1 && wanted[0] === 'static'
  if (!isStatic) process.env.CHROMIUM = ensureChromium()
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })
  const stages = wanted === undefined && values.all !== true ? shortStages : everyStage
  const found = stages.filter(
    ({ name, static: still }) =>
      wanted === undefined || wanted.some((word) => name.startsWith(word) || (word === 'static' && still)),
  )
  if (found.length === 0) throw new Error(`No stage’s name begins with “${values.only}”.`)
  console.log(
    `  ready (Node ${process.version}, ${process.env.CHROMIUM ?? 'no browser needed'})  ${since(at)}`,
  )
  return found
}

/** Checks of the text two at a time, then one stage after another until one is red. */
async function runAll() {
  const queue = chosen.filter((stage) => stage.static)
  const lane = async () => {
    for (let stage = queue.shift(); stage !== undefined; stage = queue.shift()) await run(stage)
  }
  await Promise.all([lane(), lane()])
  for (const stage of chosen.filter((one) => !one.static)) {
    if (results.some((result) => result.code !== 0)) break
    await run(stage)
  }
  return results
}

/** Runs one stage and counts it. Its output is shown when it is red. */
async function run(planned) {
  const stage = { ...planned, ...planned.prepare?.() }
  if (stage.skip !== undefined) {
    results.push({ name: stage.name, code: 0, passed: 0, failed: 0, skipped: 1, skips: [stage.skip], ms: 0 })
    console.log(`• ${stage.name}\n  SKIPPED: ${stage.skip}`)
    return
  }
  const at = Date.now()
  if (!stage.static) console.log(`• ${stage.name}`)
  const { code, output } = await execute(stage.command, stage.env)
  const counted = stage.count?.(output) ?? { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 }
  // A stage that is red without a red test (a file that cannot be loaded, a crash) is a failure all the same.
  if (code !== 0 && counted.failed === 0) counted.failed = 1
  results.push({ name: stage.name, code, ms: Date.now() - at, ...counted })
  if (stage.static) console.log(`• ${stage.name}`)
  if (code !== 0) console.log(output)
  const { passed, failed, skipped } = counted
  console.log(
    `  ${code === 0 ? 'green' : 'RED'}: ${passed} passed, ${failed} failed, ${skipped} skipped  ${since(at)}`,
  )
}

function execute([file, ...args], env = {}) {
  return new Promise((resolve) => {
    const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } }
    const child = spawn(file, args, options)
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('error', (error) => resolve({ code: 1, output: `${output}\n${error.message}` }))
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}\nended by ${signal}` }),
    )
  })
}

/** Every test that was not run, with the reason that stands in its name. */
function printSkips() {
  const skips = results.flatMap(({ name, skips = [] }) => skips.map((skip) => `${name}: ${skip}`))
  if (skips.length > 0) console.log(`\nSKIPPED, ${skips.length}:`)
  for (const skip of skips) console.log(`  ${skip}`)
}

function printTimes() {
  const width = Math.max(...results.map(({ name }) => name.length))
  const row = (name, ms) => `  ${name.padEnd(width)}  ${(ms / 1000).toFixed(1).padStart(7)} s`
  console.log('\nStage times:')
  for (const { name, ms } of results) console.log(row(name, ms))
  console.log(row('all, with set-up', Date.now() - started))
  console.log('')
}

function since(at) {
  return `${((Date.now() - at) / 1000).toFixed(1)} s`
}
