/**
 * `npm test`: every check there is, on a fresh clone too. Sets up what it needs, then runs stage after stage and stops at
 * the first that is red. Ends with one line: N passed, N failed, N skipped. Uses nothing that has to be installed first.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureChromium } from './chromium.mjs'
import { ensureInstalled } from './install.mjs'
import { softwareGpu } from './software-gpu.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = join(root, '.cache', 'test')
const totals = { passed: 0, failed: 0, skipped: 0 }
const started = Date.now()
const node = process.execPath
const bin = (name, file) => [node, join(root, 'node_modules', name, file)]

/** Name, command, and how its tests are counted (absent: the stage is one check). */
const stages = [
  { name: 'build', command: [node, join(root, 'scripts', 'build.mjs'), '--if-needed'] },
  { name: 'type check', command: [...bin('typescript', 'bin/tsc'), '-b'] },
  {
    name: 'formatting',
    command: [...bin('prettier', 'bin/prettier.cjs'), '--check', '.', '--log-level', 'warn'],
  },
  {
    name: 'lint',
    command: [
      ...bin('eslint', 'bin/eslint.js'),
      '.',
      '--max-warnings=0',
      '--cache',
      '--cache-location',
      '.cache/eslint',
    ],
  },
  {
    name: 'dependency rules',
    command: [
      ...bin('dependency-cruiser', 'bin/dependency-cruise.mjs'),
      'app',
      'main',
      'renderer',
      '--config',
      '.dependency-cruiser.cjs',
    ],
  },
  vitest('unit and conformance tests', ['app', 'main']),
  webgpu(),
  vitest('end-to-end in Chromium', ['e2e']),
  vitest('packaging dry run', ['packaging']),
  training(),
]

process.chdir(root)
try {
  await setUp()
} catch (error) {
  console.log(`\n${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
let red
for (const stage of stages) {
  if (!(await run(stage))) {
    red = stage.name
    break
  }
}
if (red !== undefined) console.log(`\nStopped at the first red stage: ${red}.`)
console.log(`\nin ${seconds(started)}`)
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
process.exit(red === undefined ? 0 : 1)

async function setUp() {
  const at = Date.now()
  console.log('• set-up')
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Relook needs Node 20.19 or newer; this is ${process.versions.node}.`)
  if (!(await ensureInstalled())) throw new Error('Without its packages nothing can be tested.')
  process.env.CHROMIUM = ensureChromium()
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })
  console.log(`  ready (Node ${process.version}, ${process.env.CHROMIUM})  ${seconds(at)}`)
}

/** Runs one stage and counts it. Its output is shown when it is red. */
async function run(stage) {
  if (stage.skip !== undefined) {
    totals.skipped += 1
    console.log(`• ${stage.name}\n  SKIPPED: ${stage.skip}`)
    return true
  }
  const at = Date.now()
  console.log(`• ${stage.name}`)
  const { code, output } = await execute(stage.command, stage.env)
  const counted = stage.count?.(output) ?? { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 }
  // A stage that is red without a red test (a file that cannot be loaded, a crash) is a failure all the same.
  if (code !== 0 && counted.failed === 0) counted.failed = 1
  if (code !== 0) console.log(output)
  for (const key of Object.keys(totals)) totals[key] += counted[key]
  console.log(
    `  ${code === 0 ? 'green' : 'RED'}: ${counted.passed} passed, ${counted.failed} failed, ${counted.skipped} skipped  ${seconds(at)}`,
  )
  return code === 0
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

/** A stage of tests: counted from vitest's own report. */
function vitest(name, projects) {
  const report = join(reports, `${projects.join('-')}.json`)
  const chosen = projects.flatMap((project) => ['--project', project])
  const told = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return {
    name,
    command: [...bin('vitest', 'vitest.mjs'), 'run', ...chosen, ...told],
    count: () => {
      if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
      const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
        readFileSync(report, 'utf8'),
      )
      return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
    },
  }
}

/** A driver's libraries are looked up when a process starts: the stage has an environment of its own. */
function webgpu() {
  const driver = softwareGpu()
  const name = 'WebGPU through a driver in software'
  if (driver === undefined)
    return { name, skip: 'neither lavapipe (Debian backports) nor SwiftShader (Chromium) can be had here.' }
  return { ...vitest(`${name} (${driver.name})`, ['webgpu']), env: driver.env }
}

/** The training code is Python with torch, which the app never needs: tested where torch is there or asked for. */
function training() {
  const name = 'training tests'
  const python = process.platform === 'win32' ? 'python' : 'python3'
  const probe = spawnSync(python, ['-c', 'import torch, numpy, PIL, onnx, pytest'], { stdio: 'ignore' })
  if (probe.status !== 0) {
    const why =
      'torch, numpy, Pillow, onnx and pytest are not there; install training/requirements.txt to run them.'
    if (process.env.RELOOK_TRAINING !== '1') return { name, skip: why }
  }
  const tally = (output, word) => Number(new RegExp(`(\\d+) ${word}`).exec(output)?.[1] ?? 0)
  return {
    name,
    command: [python, '-m', 'pytest', '-q', 'training/tests'],
    count: (output) => ({
      passed: tally(output, 'passed'),
      failed: tally(output, 'failed') + tally(output, 'error'),
      skipped: tally(output, 'skipped'),
    }),
  }
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}
