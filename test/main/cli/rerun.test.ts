// `relook rerun`: a kept run goes on from a step, as it is or changed, on a new branch.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { runCommandLine } from '../../../main/cli/run-cli'
import { testFolder } from '../../builders/folder'
import { png } from '../../builders/services'

const segments = [
  '<think>The total. {"bbox_2d": [10, 20, 110, 120]}',
  'It reads 7.</think><answer>7</answer>',
]
let project: string

async function relook(...words: string[]) {
  const said = { out: '', error: '' }
  const code = await runCommandLine(words, {
    out: (text) => void (said.out += text),
    error: (text) => void (said.error += text),
    signal: new AbortController().signal,
  })
  return { code, ...said }
}

beforeEach(async () => {
  const folder = testFolder()
  const image = join(folder, 'receipt.png')
  writeFileSync(image, await png(1008, 756))
  writeFileSync(
    join(folder, 'script.json'),
    JSON.stringify({ tokensPerSecond: 5000, answers: [{ segments }] }),
  )
  vi.stubEnv('RELOOK_DATA', join(folder, 'data'))
  vi.stubEnv('RELOOK_SCRIPT', join(folder, 'script.json'))
  onTestFinished(() => void vi.unstubAllEnvs())
  const { error } = await relook('run', image, 'What is the total?', '--keep')
  project = /project (\S+)\./.exec(error)?.[1] ?? ''
})

describe('relook rerun', () => {
  test('goes on from a look whose region is moved; what was run stays', async () => {
    const { code, out } = await relook('rerun', project, '--region', '100,100,400,300', '--json')
    expect(code).toBe(0)
    const made = JSON.parse(out) as { answer: string; steps: { type: string; region?: object }[] }
    expect(made.answer).toBe('7')
    const look = made.steps.find((s) => s.type === 'look')
    expect(look?.region).toEqual({ left: 100, top: 100, right: 400, bottom: 300 })
    const { out: listed } = await relook('rerun', project, '--steps')
    expect(listed).toMatch(/^first run \(scripted\)\n {2}1 {2}thought[^]*\nmoved region 1 \(scripted\)\n/)
    expect(listed.match(/ look /g)).toHaveLength(2)
    expect(listed).toContain('100,100,400,300')
  })

  test('goes on from a thought as it is, and from one rewritten', async () => {
    expect((await relook('rerun', project, '--step', '1')).code).toBe(0)
    const { out } = await relook(
      'rerun',
      project,
      '--branch',
      'first run',
      '--step',
      '1',
      '--text',
      'Look up.',
      '--json',
    )
    expect(out).toContain('Look up.')
  })

  test.each([
    ['a project that is not there', ['x', '--steps'], 'No project begins with “x”.'],
    ['a step beyond the last', ['', '--step', '99'], '--step must be'],
    ['a region of a thought', ['', '--step', '1', '--region', '1,2,3,4'], 'no look but a thought'],
    ['a text of a look', ['', '--step', '2', '--text', 'x'], 'no thought but a look'],
    ['a region that is none', ['', '--region', '1,2,3'], 'left,top,right,bottom'],
    ['a branch that is not there', ['', '--branch', 'x'], 'There is: first run.'],
  ])('refuses %s', async (_what, [name = '', ...words], message) => {
    const { code, error } = await relook('rerun', name === '' ? project : name, ...words)
    expect([code === 0, error]).toEqual([false, expect.stringContaining(message)])
  })
})
