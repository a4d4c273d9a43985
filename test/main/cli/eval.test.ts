import { readFileSync, readdirSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { runCommandLine } from '../../../main/cli/run-cli'
import { takeLock } from '../../../main/store/lock'
import { benchmark } from '../../builders/benchmark'
import { testFolder } from '../../builders/folder'

let folder: string
let data: string

beforeEach(async () => {
  folder = testFolder()
  data = await benchmark(join(folder, 'small'), 4)
  mkdirSync(join(folder, 'tmp'))
  vi.stubEnv('TMPDIR', join(folder, 'tmp'))
  vi.stubEnv('RELOOK_DATA', join(folder, 'data'))
  const look = '<think>I look. {"bbox_2d": [0, 0, 56, 56]}'
  const answers = [0, 1, 2, 3].map((n) => ({
    question: `Q${n}?`,
    segments: [look, `</think>\n<answer>${n < 3 ? `a${n}` : 'no'}</answer>`],
  }))
  writeFileSync(join(folder, 'script.json'), JSON.stringify({ tokensPerSecond: 5000, answers }))
  vi.stubEnv('RELOOK_SCRIPT', join(folder, 'script.json'))
  onTestFinished(() => void vi.unstubAllEnvs())
})

async function relook(...words: string[]) {
  const said = { out: '', error: '' }
  const code = await runCommandLine(words, {
    out: (text) => void (said.out += text),
    error: (text) => void (said.error += text),
    signal: new AbortController().signal,
  })
  return { code, ...said }
}

const outcome = z.strictObject({
  count: z.number(),
  accuracy: z.number(),
  ci95: z.tuple([z.number(), z.number()]),
  byCategory: z.record(z.string(), z.object({ count: z.number(), accuracy: z.number() })),
  failed: z.number(),
})

describe('relook eval', () => {
  it('prints exactly count, accuracy, ci95, byCategory and failed, and keeps the rows', async () => {
    const { code, out } = await relook('eval', data, '--model', 'scripted', '--json')
    expect({ code, ...outcome.parse(JSON.parse(out)) }).toMatchObject({
      code: 0,
      count: 4,
      accuracy: 0.75,
      failed: 0,
      byCategory: { even: { count: 2, accuracy: 1 }, odd: { count: 2, accuracy: 0.5 } },
    })
    const runs = readdirSync(join(folder, 'data', 'evaluations'))
    const kept = readFileSync(join(folder, 'data', 'evaluations', runs[0] ?? '', 'results.jsonl'), 'utf8')
    expect(kept.match(/"type":"row"/g)).toHaveLength(4)
  })

  it('takes a limit, another metric, and the baseline without looks', async () => {
    const { out } = await relook(
      'eval',
      data,
      '--model',
      'scripted',
      '--limit',
      '2',
      '--metric',
      'exact-match',
      '--no-looks',
      '--json',
    )
    expect(outcome.parse(JSON.parse(out))).toMatchObject({ count: 2, accuracy: 0 })
  })

  it('runs without and with looks, and prints both side by side', async () => {
    const { out } = await relook('eval', data, '--model', 'scripted', '--baseline')
    const lines = out
      .trim()
      .split('\n')
      .map((line) =>
        line
          .replace(/\[.*?\]/g, '')
          .split('|')
          .map((cell) => cell.trim()),
      )
    expect(lines).toEqual([
      ['', '', 'Scripted without looks', 'Scripted with looks', ''],
      ['', '---', '---:', '---:', ''],
      ['', 'even', '0.0', '100.0', ''],
      ['', 'odd', '0.0', '50.0', ''],
      ['', 'all (n 4)', '0.0', '75.0', ''],
    ])
  })

  it('prints a table for people', async () => {
    const { out, code } = await relook('eval', data, '--model', 'scripted')
    expect(code).toBe(0)
    expect(out).toMatch(/Same text\s+75\.0 % {2}\[ *\d+\.\d, *\d+\.\d\] {2}n 4/)
  })

  it('runs beside an open app, and says that the results are not kept', async () => {
    const lock = await takeLock(join(folder, 'data'))
    onTestFinished(() => lock.release())
    const { code, out, error } = await relook('eval', data, '--model', 'scripted', '--limit', '1', '--json')
    expect({ code, count: outcome.parse(JSON.parse(out)).count }).toEqual({ code: 0, count: 1 })
    expect(error).toContain('results are not kept')
  })

  it.each([
    [['eval'], 'Give one data set'],
    [['eval', 'DATA', '--model', 'nobody'], 'Unknown model “nobody”'],
    [['eval', 'DATA', '--metric', 'bleu'], 'There is no metric “bleu”'],
    [['eval', 'DATA', '--limit', '0'], '--limit must be'],
    [['eval', '/nowhere/at/all'], 'There is no file'],
  ])('%j says “%s”', async (words, message) => {
    const { code, error } = await relook(...words.map((word) => (word === 'DATA' ? data : word)))
    expect({ code, error }).toMatchObject({ code: 1, error: expect.stringContaining(message) })
  })
})

describe('relook eval --held-out', () => {
  it('asks the first model without looks and with them, the others with them, and prints a table per family', async () => {
    const answers = [{ segments: ['<answer>78</answer>'] }]
    writeFileSync(join(folder, 'script.json'), JSON.stringify({ tokensPerSecond: 5000, answers }))
    const { code, out } = await relook(
      ...['eval', '--held-out', '--model', 'scripted,scripted', '--limit', '5', '--json'],
    )
    expect(code).toBe(0)
    const { runs } = z
      .object({ runs: z.array(z.object({ name: z.string(), count: z.number(), byCategory: z.object({}) })) })
      .parse(JSON.parse(out))
    expect(runs.map(({ name, count }) => [name, count])).toEqual([
      ['Scripted without looks', 5],
      ['Scripted with looks', 5],
      ['Scripted with looks', 5],
    ])
    const [plan] = readdirSync(join(folder, 'data', 'evaluations')).map(
      (run) =>
        JSON.parse(readFileSync(join(folder, 'data', 'evaluations', run, 'evaluation.json'), 'utf8')) as {
          plan: { settings: object }
        },
    )
    expect(plan?.plan.settings).toMatchObject({ maxTokens: 96 })
    const table = await relook('eval', '--held-out', '--model', 'scripted', '--limit', '5')
    expect(table.out.split('\n')[0]).toContain('without looks | Scripted with looks |')
    for (const family of ['receipt', 'chart', 'table', 'sign', 'dashboard'])
      expect(table.out).toContain(`| ${family} | `)
    expect((await relook('eval', data, '--held-out')).error).toContain('Give one data set')
  })
})
