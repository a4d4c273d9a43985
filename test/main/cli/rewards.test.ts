/** `relook rewards` on a dump that Relook's own trainer wrote, and on broken ones. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommandLine } from '../../../main/cli/run-cli'

const dump = 'test/fixtures/rollouts/r3-mini.jsonl'
const folder = mkdtempSync(join(tmpdir(), 'relook-rewards-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function relook(...words: readonly string[]) {
  let out = ''
  let error = ''
  const code = await runCommandLine(words, {
    out: (text) => (out += text),
    error: (text) => (error += text),
    signal: new AbortController().signal,
  })
  return { code, out, error }
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

interface Scored {
  readonly settings: unknown
  readonly groups: readonly {
    readonly rollouts: readonly {
      readonly rewards: Readonly<Record<string, number>>
      readonly advantage: number
      readonly recorded: { readonly total: number; readonly advantage: number }
    }[]
  }[]
  readonly summary: Readonly<Record<string, unknown>>
}

describe('relook rewards', () => {
  it('gives the trainer’s own terms, totals and advantages', async () => {
    const { code, out } = await relook('rewards', dump, '--json')
    const { groups, summary, settings } = JSON.parse(out) as Scored
    expect([code, settings]).toEqual([0, { variant: 'paper' }])
    expect(summary).toMatchObject({ groups: 3, differing: 0 })
    expect(summary['recorded']).toBe(summary['count'])
    for (const { rollouts } of groups)
      for (const { rewards, recorded, advantage } of rollouts) {
        expect(rewards['total']).toBeCloseTo(recorded.total, 3)
        // The trainer adds 1e-4 to the deviation; the paper's formula does not.
        expect(Math.abs(advantage - recorded.advantage)).toBeLessThan(0.02)
      }
  })

  it('says it in lines, with reasons', async () => {
    const { out } = await relook('rewards', dump, '--why')
    expect(out).toMatch(/step 1 {2}What is the difference .* gold “62”/)
    expect(out).toContain('accuracy: “57” is not “62”. 1 × 0 = 0.')
    expect(out).toMatch(/\n(\d+) rollouts in 3 groups, paper: means\n/)
    expect(out).toMatch(/recorded {2}(\d+) of \1 totals as the trainer wrote them/)
  })

  it('scores as the released code, and with weights of a file', async () => {
    const released = JSON.parse(
      (await relook('rewards', dump, '--variant', 'released', '--json')).out,
    ) as Scored
    expect(released.groups[0]?.rollouts[0]?.rewards['format']).toBe(0.5)
    const mine = file('mine.json', '{"variant": "paper", "format": 3, "length": 0, "region_cap": null}')
    const own = JSON.parse((await relook('rewards', dump, '--rewards', mine, '--json')).out) as Scored
    expect(own.groups[0]?.rollouts[0]?.rewards).toMatchObject({ format: 3, length: 0 })
  })

  it('reads other trainers’ dumps', async () => {
    const rows = ['7', '8'].map((answer) => ({
      input: 'user\nWhat?\nassistant\n',
      output: `<think>I think.</think>\n<answer>${answer}</answer>`,
      gts: '7',
      score: 1,
      step: 4,
    }))
    const path = file('4.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'))
    const { groups } = JSON.parse((await relook('rewards', path, '--json')).out) as Scored
    expect(groups.map((g) => g.rollouts.map((r) => r.rewards['accuracy']))).toEqual([[1, 0]])
  })

  it('keeps the good lines beside a broken one', async () => {
    const [first = ''] = readFileSync(dump, 'utf8').split('\n')
    const { code, out, error } = await relook('rewards', file('some.jsonl', `${first}\n{"broken\n${first}\n`))
    expect(code).toBe(0)
    expect(out).toContain('in 1 group,')
    expect(error).toContain('1 record left out')
  })

  it.each([
    [['rewards'], 'Give the dump'],
    [['rewards', 'missing.jsonl'], 'missing.jsonl'],
    [['rewards', dump, '--variant', 'mine'], 'none of paper, released'],
    [['rewards', dump, '--variant', 'paper', '--rewards', 'x'], 'Give --variant or --rewards'],
    [['rewards', 'package.json'], 'no groups of rollouts'],
  ])('%j says what is wrong', async (words, message) => {
    const { code, error } = await relook(...words)
    expect(code).toBe(1)
    expect(error).toContain(message)
  })

  it('names the setting that is wrong', async () => {
    const path = file('wrong.json', '{"regoin": 1}')
    const { error } = await relook('rewards', dump, '--rewards', path)
    expect(error).toMatch(/regoin/)
  })
})
