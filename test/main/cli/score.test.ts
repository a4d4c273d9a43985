import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { z } from 'zod'
import { runCommandLine } from '../../../main/cli/run-cli'
import { testFolder } from '../../builders/folder'
import { describeNeeding, fieldFiles, fieldFolder } from '../../builders/needs'

async function relook(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  let out = ''
  let error = ''
  const signal = new AbortController().signal
  const code = await runCommandLine(words, { out: (t) => (out += t), error: (t) => (error += t), signal })
  return { code, out, error }
}

const outcome = z.strictObject({
  count: z.number(),
  accuracy: z.number(),
  ci95: z.tuple([z.number(), z.number()]),
  byCategory: z.record(z.string(), z.object({ count: z.number(), accuracy: z.number() })),
  failed: z.number(),
})

function dataSet(): string {
  const path = join(testFolder(), 'TextVQA.tsv')
  const rows = ['a', 'b', 'c', 'd'].map((text, i) => `q${i}\tWhat?\t${text}\t${i < 2 ? 'x' : 'y'}`)
  writeFileSync(path, `index\tquestion\tanswer\tcategory\n${rows.join('\n')}\n`)
  return path
}

describe('relook score', () => {
  it('prints exactly count, accuracy, ci95, byCategory and failed', async () => {
    const data = dataSet()
    const file = join(testFolder(), 'predictions.jsonl')
    writeFileSync(
      file,
      ['a', 'B', 'no'].map((p, i) => JSON.stringify({ index: `q${i}`, prediction: p })).join('\n'),
    )
    const { code, out } = await relook(
      'score',
      data,
      '--predictions',
      file,
      '--metric',
      'exact-match',
      '--json',
    )
    const result = outcome.parse(JSON.parse(out))
    expect({ code, ...result, ci95: result.ci95.length }).toMatchObject({
      code: 0,
      count: 4,
      accuracy: 0.5,
      ci95: 2,
      failed: 1,
      byCategory: { x: { count: 2, accuracy: 1 }, y: { count: 2, accuracy: 0 } },
    })
  })

  it('reads VLMEvalKit’s spreadsheet, TSV and CSV alike', async () => {
    const data = dataSet()
    const folder = testFolder()
    const rows = [
      ['index', 'prediction'],
      ['q0', 'a'],
      ['q1', 'b'],
      ['q2', '<think>…</think><answer>c</answer>'],
      ['q3', 'say, "d"'],
    ]
    await writeXlsxFile(rows).toFile(join(folder, 'p.xlsx'))
    writeFileSync(
      join(folder, 'p.tsv'),
      rows
        .map((row) => row.map((c) => (c.includes('"') ? `"${c.replaceAll('"', '""')}"` : c)).join('\t'))
        .join('\n'),
    )
    writeFileSync(
      join(folder, 'p.csv'),
      rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\r\n'),
    )
    for (const name of ['p.xlsx', 'p.tsv', 'p.csv']) {
      const { out } = await relook(
        'score',
        data,
        '--predictions',
        join(folder, name),
        '--metric',
        'exact-match',
        '--json',
      )
      expect(outcome.parse(JSON.parse(out)), name).toMatchObject({ count: 4, accuracy: 0.75, failed: 0 })
    }
  })

  it('keeps space and missing cells of tables as pandas does, and the words of JSON as they are', async () => {
    const folder = testFolder()
    const data = join(folder, 'DocVQA.tsv')
    writeFileSync(data, `index\tquestion\tanswer\n0\tQ?\t['None']\n1\tQ?\t['nan']\n2\tQ?\t['abcd']\n`)
    const said = ['None', '', ' abcd']
    await writeXlsxFile([['index', 'prediction'], ...said.map((text, i) => [i, text])]).toFile(
      join(folder, 'p.xlsx'),
    )
    writeFileSync(
      join(folder, 'p.jsonl'),
      said.map((prediction, index) => JSON.stringify({ index, prediction })).join('\n'),
    )
    const accuracy = async (name: string) => {
      const words = ['score', data, '--predictions', join(folder, name), '--json'] as const
      return outcome.parse(JSON.parse((await relook(...words)).out)).accuracy
    }
    // Text “nan” is half like “None”; the space makes the text longer that the distance is divided by: 0 of 5.
    expect(await accuracy('p.xlsx')).toBeCloseTo((0.5 + 1 + 1) / 3, 6)
    expect(await accuracy('p.jsonl')).toBeCloseTo((1 + 0 + 1) / 3, 6)
  })

  it('gives rows of the same index their predictions in order, and counts those without one', async () => {
    const folder = testFolder()
    const data = join(folder, 'x.tsv')
    writeFileSync(data, 'index\tquestion\tanswer\n7\tQ?\ta\n7\tR?\tb\n7\tS?\tc\n')
    const file = join(folder, 'p.csv')
    writeFileSync(file, 'index,prediction\n7,a\n7,b\n')
    const { out } = await relook(
      ...['score', data, '--predictions', file, '--metric', 'exact-match', '--json'],
    )
    expect(outcome.parse(JSON.parse(out))).toMatchObject({ count: 3, accuracy: 0.666667, failed: 1 })
  })

  it('prints what the benchmark reports besides when asked, and writes every row', async () => {
    const folder = testFolder()
    const data = join(folder, 'HallusionBench.tsv')
    const ids = ['hb_VD_map_0_0_0', 'hb_VD_map_0_0_1', 'hb_VD_map_0_1_0']
    writeFileSync(data, `index\tquestion\tanswer\n${ids.map((id) => `${id}\tQ?\tYes`).join('\n')}\n`)
    const file = join(folder, 'p.jsonl')
    const said = ['Yes', 'No', 'Yes, it is.']
    writeFileSync(file, said.map((prediction, i) => JSON.stringify({ index: ids[i], prediction })).join('\n'))
    const rows = join(folder, 'rows.jsonl')
    const { code, out } = await relook(
      ...['score', data, '--predictions', file, '--json', '--measures', '--rows', rows],
    )
    expect({ code, ...(JSON.parse(out) as object) }).toMatchObject({
      code: 0,
      accuracy: 0.666667,
      measures: { fAcc: 0.5, qAcc: 0.5 },
      undecided: 0,
    })
    const written = readFileSync(rows, 'utf8').trim().split('\n')
    expect(written.map((line) => (JSON.parse(line) as { verdict: string }).verdict)).toEqual([
      'right',
      'wrong',
      'right',
    ])
    const refused = await relook('score', data, '--predictions', file, '--rows', 'rows.txt')
    expect(refused.code).toBe(1)
    expect(refused.error).toContain('.csv or .jsonl')
  })

  it('asks a judge about what no rule decides', async () => {
    const folder = testFolder()
    const data = join(folder, 'log.jsonl')
    const rows = ['left', 'right'].map((answer, i) => ({
      id: i,
      question: `Q${i}?`,
      ground_truth: answer,
      full_response: 'x',
    }))
    writeFileSync(data, rows.map((row) => JSON.stringify(row)).join('\n'))
    const said = rows.map(({ id }) => ({ index: id, prediction: 'west of it' }))
    writeFileSync(join(folder, 'p.jsonl'), said.map((row) => JSON.stringify(row)).join('\n'))
    const answers = [
      { question: 'Q0?', segments: ['1'] },
      { question: 'Q1?', segments: ['0'] },
    ]
    writeFileSync(join(folder, 'script.json'), JSON.stringify({ tokensPerSecond: 1000, answers }))
    vi.stubEnv('RELOOK_SCRIPT', join(folder, 'script.json'))
    onTestFinished(() => void vi.unstubAllEnvs())
    const words = ['score', data, '--predictions', join(folder, 'p.jsonl'), '--json'] as const
    expect(outcome.parse(JSON.parse((await relook(...words)).out)).accuracy).toBe(0)
    const judged = await relook(...words, '--judge', 'scripted', '--undecided')
    expect(outcome.parse(JSON.parse(judged.out)).accuracy).toBe(0.5)
    expect(judged.error).not.toContain('undecided  ')
  })

  it('says in one line what is missing or unknown', async () => {
    const data = dataSet()
    const file = join(testFolder(), 'p.jsonl')
    writeFileSync(file, '{"index":"q0","said":"a"}')
    expect(await relook('score', data)).toMatchObject({
      code: 1,
      error: expect.stringContaining('Give the data and the predictions'),
    })
    expect(await relook('score', data, '--predictions', file)).toMatchObject({
      code: 1,
      error: expect.stringContaining('There is: index, said.'),
    })
    expect(await relook('score', data, '--predictions', file, '--metric', 'bleu')).toMatchObject({
      code: 1,
      error: expect.stringContaining('no metric “bleu”'),
    })
    expect(await relook('score', data, '--predictions', `${file}x`)).toMatchObject({
      code: 1,
      error: expect.stringContaining('There is no file'),
    })
  })
})

const log = z.object({ id: z.number(), judge_reward: z.number() })

describeNeeding(fieldFiles, 'the real VLM-R³ logs', () => {
  // 261 of 261 rows are decided by the rule, and all as upstream's judge decided; none is left to a judge.
  it.each([
    ['vlm_r3_mmvp', 150, 112],
    ['vlm_r3_vstar', 111, 95],
  ])('%s: %i rows, %i right, as the judge gave', async (name, count, right) => {
    const file = join(fieldFolder, name, 'traces.jsonl')
    const judged = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => log.parse(JSON.parse(line)))
    expect(judged.filter((row) => row.judge_reward === 1)).toHaveLength(right)
    const { out, error } = await relook('score', file, '--predictions', file, '--undecided', '--json')
    expect(error).toBe('')
    const { accuracy, failed } = outcome.parse(JSON.parse(out))
    expect([accuracy, failed]).toEqual([Math.round((right / count) * 1e6) / 1e6, 0])
  })

  it('reads the same logs as multiple choice, and MMVP in pairs', async () => {
    const mmvp = join(fieldFolder, 'vlm_r3_mmvp', 'traces.jsonl')
    const vstar = join(fieldFolder, 'vlm_r3_vstar', 'traces.jsonl')
    const accuracy = async (file: string, metric: string) => {
      const { out } = await relook('score', file, '--predictions', file, '--metric', metric, '--json')
      return outcome.parse(JSON.parse(out)).accuracy
    }
    expect(await accuracy(mmvp, 'mcq')).toBeCloseTo(112 / 150, 6)
    expect(await accuracy(vstar, 'mcq')).toBeCloseTo(95 / 111, 6)
    const rows = readFileSync(mmvp, 'utf8')
      .trim()
      .split('\n')
      .map((line) => log.parse(JSON.parse(line)).judge_reward)
    const pairs = rows.filter((_, i) => i % 2 === 0 && rows[i] === 1 && rows[i + 1] === 1).length
    expect(await accuracy(mmvp, 'mmvp')).toBeCloseTo(pairs / 75, 6)
  })
})
