/**
 * The stages of `npm test` and `npm run test:all`, in their order: each a name, a command, and how its tests are counted
 * (absent: the stage is one check). `prepare` looks at the machine just before: why the stage is skipped, or what its
 * environment is. Checks of the text (`static`) run two at a time. Uses nothing that has to be installed first.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { notebookTools, python, pythonTools } from './python-tools.mjs'
import { softwareGpu } from './software-gpu.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const node = process.execPath
const bin = (name, file) => [node, join(root, 'node_modules', name, file)]
/** Where stages leave their reports. */
export const reports = join(root, '.cache', 'test')

const sources = ['app', 'main', 'renderer']
const eslintCache = ['--cache', '--cache-location', '.cache/eslint']

/** Checks that run nothing of Relook. */
function staticStages() {
  const check = (name, command) => ({ name, command, static: true })
  return [
    check('lint', [...bin('eslint', 'bin/eslint.js'), '.', '--max-warnings=0', ...eslintCache]),
    check('lint by types', [...bin('oxlint', 'bin/oxlint'), '--type-aware', '--deny-warnings', '--quiet']),
    check('type check', [...bin('typescript-7', 'bin/tsc'), '-b']),
    check('formatting', [...bin('prettier', 'bin/prettier.cjs'), '--check', '.', '--log-level', 'warn']),
    check('dependency rules', [
      ...bin('dependency-cruiser', 'bin/dependency-cruise.mjs'),
      ...sources,
      ...['--config', '.dependency-cruiser.cjs'],
    ]),
    check('dead code', [...bin('knip', 'bin/knip.js'), '--no-progress']),
  ]
}

/** The Python of training and exports. `-m` puts this folder in front, so each is run from here. */
function pythonStages() {
  const prepare = () => {
    const env = pythonTools()
    return env === undefined
      ? { skip: 'Python with pip, or the network to fetch ruff and mypy, is missing.' }
      : { env }
  }
  const check = (name, ...words) => ({ name, command: [python, ...words], static: true, prepare })
  return [
    check('Python types', '-m', 'mypy', '--cache-dir', '.cache/mypy'),
    check('Python lint', '-m', 'ruff', 'check', '--quiet', '.'),
    check('Python formatting', '-m', 'ruff', 'format', '--quiet', '--check', '.'),
    check('Python rules', join('scripts', 'check_python.py')),
  ]
}

/**
 * End-to-end tests of the short form: a way through each part of the app, chosen by how much a minute of them covers. Names of
 * files in `test/`.
 */
export const walks = ['journey', 'review']

/** What is to be green before every commit: minutes. */
export const shortStages = [
  ...staticStages(),
  ...pythonStages(),
  build(),
  unit(),
  vitest('a walk through the app in Chromium', ['e2e'], walks),
]

/** Every check there is. */
export const everyStage = [
  ...staticStages(),
  ...pythonStages(),
  build(),
  unit(),
  webgpu(),
  vitest('end-to-end in Chromium', ['e2e']),
  vitest('packaging dry run', ['packaging']),
  notebook(),
  training(),
]

function build() {
  return { name: 'build', command: [node, join(root, 'scripts', 'build.mjs'), '--if-needed'] }
}

function unit() {
  return vitest('unit and conformance tests', ['app', 'main'])
}

/** A stage of tests: counted from vitest's own report. `files`: parts of their names; all without one. */
function vitest(name, projects, files = []) {
  const report = join(reports, `${projects.join('-')}.json`)
  const chosen = projects.flatMap((project) => ['--project', project])
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return {
    name,
    command: [...bin('vitest', 'vitest.mjs'), 'run', ...chosen, ...reporters, ...files],
    count: () => countReport(report),
  }
}

/** Tests of a report of vitest. No report: the stage crashed. */
function countReport(report) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  const skips = testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => fullName)
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests, skips }
}

/** A driver's libraries are looked up when a process starts: the stage has an environment of its own. */
function webgpu() {
  const prepare = () => {
    const driver = softwareGpu()
    return driver === undefined
      ? { skip: 'neither lavapipe (Debian backports) nor SwiftShader (Chromium) can be had here.' }
      : { env: driver.env }
  }
  return { ...vitest('WebGPU through a driver in software', ['webgpu']), prepare }
}

/** The package for notebooks runs the built command in a kernel of its own. */
function notebook() {
  const prepare = () => {
    const env = notebookTools()
    return env === undefined
      ? { skip: 'Python with pip, or the network to fetch pandas, nbclient and ipykernel, is missing.' }
      : { env }
  }
  return { name: 'notebook package', prepare, ...pytest('python/tests') }
}

/** The command of a stage of Python tests, and how it is counted. */
function pytest(folder) {
  const tally = (output, word) => Number(new RegExp(`(\\d+) ${word}`).exec(output)?.[1] ?? 0)
  return {
    command: [python, '-m', 'pytest', '-q', '-rs', '--durations=10', folder],
    count: (output) => ({
      passed: tally(output, 'passed'),
      failed: tally(output, 'failed') + tally(output, 'error'),
      skipped: tally(output, 'skipped'),
      skips: [...output.matchAll(/^SKIPPED \[(\d+)\] (.+)$/gm)].map(([, times, why]) => `${times} × ${why}`),
    }),
  }
}

/** The training code is Python with torch, which the app never needs: tested where torch is there or asked for. */
function training() {
  return {
    name: 'training tests',
    prepare: () => {
      const probe = spawnSync(python, ['-c', 'import torch, numpy, PIL, onnx, pytest'], { stdio: 'ignore' })
      if (probe.status === 0 || process.env.RELOOK_TRAINING === '1') return {}
      return {
        skip: 'torch, numpy, Pillow, onnx and pytest are not there; install training/requirements.txt to run them.',
      }
    },
    ...pytest('training/tests'),
  }
}
