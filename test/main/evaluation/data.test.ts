import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, it, onTestFinished } from 'vitest'
import { promptOf } from '../../../app/benchmarks/prompt'
import { metricOf } from '../../../app/metrics'
import { summarise } from '../../../app/metrics/summary'
import { openDataHere, type Data } from '../../../main/evaluation/data'
import { testFolder } from '../../builders/folder'
import { never, png } from '../../builders/services'

const fixtures = fileURLToPath(new URL('../../fixtures/evaluation', import.meta.url))

async function open(path: string): Promise<Data> {
  const data = await openDataHere(path, { signal: never })
  onTestFinished(() => data.close())
  return data
}

async function base64(width: number): Promise<string> {
  return Buffer.from(await png(width, 10)).toString('base64')
}

/** Widths of an item's pictures. */
async function widths(data: Data, id: string): Promise<number[]> {
  const item = data.items.find((one) => one.id === id)
  if (item === undefined) throw new Error(`no ${id}`)
  const pictures = await data.pictures(item)
  return Promise.all(pictures.map(async ({ bytes }) => (await sharp(bytes).metadata()).width))
}

function tsv(name: string, rows: readonly (readonly string[])[], end = '\n', head = ''): string {
  const path = join(testFolder(), name)
  const cell = (text: string) => (/["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  writeFileSync(path, head + rows.map((row) => row.map(cell).join('\t') + end).join(''))
  return path
}

describe('VLMEvalKit TSV', () => {
  it('reads rows, quotes, references to another row’s picture and lists of pictures', async () => {
    const list = `['${await base64(20)}', '${await base64(30)}']`
    const data = await open(
      tsv('MMBench_test.tsv', [
        ['index', 'image', 'question', 'hint', 'A', 'B', 'C', 'answer', 'category'],
        ['10', await base64(10), 'What\tis "it"?\nSay.', '', 'one', 'two', '', 'B', 'x'],
        ['11', '10', 'And this?', 'Look.', 'yes', 'no', 'none', 'A', 'y'],
        ['12', list, 'Both?', '', 'yes', 'no', '', 'A', 'y'],
      ]),
    )
    expect(
      data.items.map(({ id, options, answer, category }) => ({ id, options, answer, category })),
    ).toEqual([
      { id: '10', options: { A: 'one', B: 'two' }, answer: 'B', category: 'x' },
      { id: '11', options: { A: 'yes', B: 'no', C: 'none' }, answer: 'A', category: 'y' },
      { id: '12', options: { A: 'yes', B: 'no' }, answer: 'A', category: 'y' },
    ])
    expect(data.items[0]?.question).toBe('What\tis "it"?\nSay.')
    expect(await Promise.all(['10', '11', '12'].map((id) => widths(data, id)))).toEqual([
      [10],
      [10],
      [20, 30],
    ])
  })

  it('takes Windows line ends, a byte order mark, and a last line without an end', async () => {
    const path = tsv('v_star.tsv', [['index', 'question', 'answer']], '\r\n', '\ufeff')
    writeFileSync(path, '0\tOne?\tA\r\n1\t"Two?"\t"B"\r\n2\tThree?\tC', { flag: 'a' })
    const data = await open(path)
    expect(data.items.map(({ id, question, answer }) => [id, question, answer])).toEqual([
      ['0', 'One?', 'A'],
      ['1', 'Two?', 'B'],
      ['2', 'Three?', 'C'],
    ])
    expect(data.preset?.id).toBe('vstar')
  })

  it('finds rows behind pictures larger than what is read at once, without keeping these', async () => {
    const noise = await sharp({
      create: {
        width: 1500,
        height: 1500,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer()
    const image = noise.toString('base64')
    expect(image.length).toBeGreaterThan(5e6)
    const data = await open(
      tsv('DocVQA_VAL.tsv', [
        ['index', 'image', 'question', 'answer'],
        ...[0, 1, 2].map((i) => [`${i}`, image, `Q${i}?`, "['a', 'b']"]),
      ]),
    )
    expect(data.items.map((item) => item.question)).toEqual(['Q0?', 'Q1?', 'Q2?'])
    expect(JSON.stringify(data.items).length).toBeLessThan(2000)
    expect(await widths(data, '2')).toEqual([1500])
    expect(data.preset?.metric).toBe('anls')
  })

  it('reads words that pandas takes for nothing as VLMEvalKit does, and says which options that takes away', async () => {
    const data = await open(
      tsv('MMMU.tsv', [
        ['index', 'question', 'hint', 'A', 'B', 'C', 'answer'],
        ['0', 'None?', 'N/A', 'one', 'None', 'none', 'A'],
        ['1', 'What?', '', '', '', '', 'NA'],
      ]),
    )
    expect(data.items.map(({ question, options, answer }) => ({ question, options, answer }))).toEqual([
      { question: 'None?', options: { A: 'one', C: 'none' }, answer: 'A' },
      { question: 'What?', options: {}, answer: 'nan' },
    ])
    expect(data.items.map((item) => promptOf(item, 'choice'))[0]).not.toContain('Hint')
    expect(data.issues).toEqual([
      { line: 2, message: 'Option B, “None”, is missing to VLMEvalKit and is left out.' },
    ])
  })

  it('asks MME-RealWorld in its own words, in English and in Chinese, from a text or a list of options', async () => {
    const data = await open(
      tsv('MME-RealWorld-Lite.tsv', [
        ['index', 'question', 'multi-choice options', 'answer'],
        ['0', 'What color?', "['(A) Red', '(B) Blue']", 'B'],
        ['1', '是什么颜色？', '选项如下所示:\n(A) 红\n(B) 蓝', 'A'],
      ]),
    )
    expect(data.preset?.metric).toBe('mme-realworld')
    expect(data.items[0]?.options).toEqual({ A: 'Red', B: 'Blue' })
    expect(data.items.map((item) => promptOf(item, 'lettered'))).toEqual([
      'What color? The choices are listed below:\n(A) Red\n(B) Blue\n' +
        'Select the best answer to the above multiple-choice question based on the image. ' +
        'Respond with only the letter (A, B, C, D, or E) of the correct option. \nThe best answer is:',
      '是什么颜色？ 选项如下所示:\n(A) 红\n(B) 蓝\n根据图像选择上述多项选择题的最佳答案。只需回答正确选项的字母（A, B, C, D 或 E）。\n最佳答案为：',
    ])
  })

  it('reads a table that is not UTF-8', async () => {
    const path = join(testFolder(), 'x.tsv')
    const text = `index\timage\tquestion\tanswer\n0\t${await base64(20)}\tWie heißt „es“?\t漢\n`
    writeFileSync(path, Buffer.from(`\ufeff${text}`, 'utf16le'))
    const data = await open(path)
    expect(data.items.map(({ question, answer }) => [question, answer])).toEqual([['Wie heißt „es“?', '漢']])
    expect(await widths(data, '0')).toEqual([20])
  })

  it('says which rows are none, and reads the rest', async () => {
    const data = await open(
      tsv('x.tsv', [
        ['index', 'question', 'answer'],
        ['0', '', 'A'],
        ['1', 'Q?'],
        ['2', 'Q?', 'B'],
      ]),
    )
    expect(data.items.map((item) => item.id)).toEqual(['1', '2'])
    expect(data.issues.map((issue) => issue.line)).toEqual([3, 1])
  })
})

describe('parquet', () => {
  it('reads parts as one, answers as lists, pictures by row group', async () => {
    const data = await open(join(fixtures, 'DocVQA-parts'))
    expect(data.preset?.id).toBe('docvqa')
    expect(data.items.map(({ id, question, answer }) => [id, question, answer])).toEqual([
      ['1', 'When?', '["1998","the year 1998"]'],
      ['2', 'Who?', '["Paul"]'],
      ['3', 'Wo ist „es“?', '["hier"]'],
      ['4', 'Why?', '["because"]'],
    ])
    expect(await Promise.all(['4', '1', '3'].map((id) => widths(data, id)))).toEqual([[12], [9], [11]])
  })

  it('turns a counted answer into its letter, and asks as VLMEvalKit asks', async () => {
    const data = await open(join(fixtures, 'ScienceQA.parquet'))
    expect(data.items.map((item) => item.answer)).toEqual(['B', 'A', 'C'])
    const [first] = data.items
    expect(first === undefined ? '' : promptOf(first, 'choice')).toBe(
      'Hint: Look.\nQuestion: Which?\nOptions:\nA. rock\nB. sand\nPlease select the correct answer from the options above. \n',
    )
    expect(await Promise.all(['0', '1'].map((id) => widths(data, id)))).toEqual([[13], []])
  })
})

describe('data sets of the hub, in the columns lmms-eval reads (fixtures/evaluation/make-hub.py)', () => {
  const choice = (question: string, lines: string) =>
    `Question: ${question}\nOptions:\n${lines}Please select the correct answer from the options above. \n`
  const short = (question: string) => `${question}\nAnswer the question using a single word or phrase.`
  const nokia = JSON.stringify([...(Array(9).fill('nokia') as string[]), 'toshiba'])
  it.each([
    ['ChartQA', 'chartqa', short('How many?'), ['14', 'Red'], 'human_test'],
    ['textvqa', 'textvqa', short('What brand?'), [nokia, nokia], undefined],
    ['MMMU', 'mmmu', choice('Who? <image 1>', 'A. Monet\nB. Manet\n'), ['B', '14'], 'Art_Theory'],
    ['MathVista', 'mathvista', 'Hint: one decimal.\nQuestion: When?', ['1.2', '35'], 'math-targeted-vqa'],
    [
      'MathVision',
      'mathvision',
      'Which is it? <image1>\nChoices:\n(A) red\n(B) blue',
      ['B', '14'],
      'algebra',
    ],
    ['MME', 'mme', 'Is it red? Please answer yes or no.', ['Yes', 'No'], 'color'],
    ['HallusionBench', 'hallusion-bench', 'Is it?', ['No', 'Yes'], 'VD'],
    [
      'vstar-bench',
      'vstar',
      "What color?\n(A) red\n(B) blue\nAnswer with the option's letter from the given choices directly.",
      ['B', 'A'],
      'direct_attributes',
    ],
    ['DocVQA-InfographicVQA', 'infovqa', short('How much?'), ['["4%","4 %"]', '["4%","4 %"]'], undefined],
    ['hr_bench_4k', 'hr-bench', choice('What?', 'A. one\nB. two\nC. three\nD. four\n'), ['A', 'A'], 'single'],
  ] as const)('%s', async (...row) => {
    const [name, preset, asked, answers, category] = row
    const data = await open(join(fixtures, 'hub', `${name}.parquet`))
    const [first, second] = data.items
    if (first === undefined || second === undefined) throw new Error('two rows are wanted')
    expect({
      preset: data.preset?.id,
      asked: promptOf(first, data.preset?.style ?? 'plain'),
      answers: data.items.map((item) => item.answer),
      category: first.category,
      pictures: await widths(data, first.id),
      issues: data.issues,
    }).toEqual({ preset, asked, answers, category, pictures: [11], issues: [] })
    // What the gold says is right, whatever the metric.
    const metric = metricOf(data.preset?.metric ?? '')
    const said = (answer: string) => (answer.startsWith('[') ? (JSON.parse(answer) as string[])[0] : answer)
    const text = name === 'MathVista' ? 'B' : (said(second.answer) ?? '')
    expect(metric?.judge(second, { text }).state).toBe('right')
  })

  it('pairs MME’s questions and groups HallusionBench’s figures without the columns of VLMEvalKit', async () => {
    const measuresOf = async (name: string) => {
      const { items, preset } = await open(join(fixtures, 'hub', `${name}.parquet`))
      const metric = metricOf(preset?.metric ?? '')
      if (metric === undefined) throw new Error('no metric')
      const rows = items.map((item) => ({ item, judgement: metric.judge(item, { text: item.answer }) }))
      return summarise(metric, rows).measures.map(({ name: of, value, count }) => [of, value, count])
    }
    expect(await measuresOf('MME')).toEqual([['acc+', 1, 1]])
    expect(await measuresOf('HallusionBench')).toEqual([
      ['fAcc', 1, 1],
      ['qAcc', 1, 2],
    ])
  })
})

describe('JSON', () => {
  it('reads our own records with boxes, and pictures beside them', async () => {
    const folder = testFolder()
    mkdirSync(join(folder, 'images'))
    writeFileSync(join(folder, 'images', 'a.png'), await png(40, 10))
    const record = {
      image_path: 'images/a.png',
      question: 'Q?',
      answer: '12',
      family: 'sign',
      boxes: [[1, 2, 3, 4]],
    }
    writeFileSync(
      join(folder, 'records.jsonl'),
      `${JSON.stringify(record)}\n\nnot json\n${JSON.stringify(record)}\n`,
    )
    const data = await open(folder)
    expect(data.preset?.id).toBe('relook')
    expect(data.items.map(({ id, category, boxes }) => ({ id, category, boxes }))).toEqual([
      { id: '0', category: 'sign', boxes: [{ left: 1, top: 2, right: 3, bottom: 4 }] },
      { id: '1', category: 'sign', boxes: [{ left: 1, top: 2, right: 3, bottom: 4 }] },
    ])
    expect(data.issues).toEqual([{ line: 3, message: 'The line is not a JSON object.' }])
    expect(await widths(data, '1')).toEqual([40])
  })

  it('never fetches a picture from the web, and says so', async () => {
    const path = join(testFolder(), 'a.jsonl')
    writeFileSync(path, JSON.stringify({ question: 'Q?', answer: 'A', image: 'https://example.org/a.png' }))
    await expect(widths(await open(path), '0')).rejects.toThrow('Relook fetches none by itself')
  })

  it('reads an array around a row that is none, and one that was cut off', async () => {
    const row = JSON.stringify({ question: 'Q?', answer: 'A', image: 'a.png' })
    const path = join(testFolder(), 'a.json')
    writeFileSync(path, `[${row},\n 7,\n ${row}, {"question": "Q`)
    const data = await open(path)
    expect(data.items.map(({ id, answer }) => [id, answer])).toEqual([
      ['0', 'A'],
      ['1', 'A'],
    ])
    const message = 'The row is not a JSON object.'
    expect(data.issues).toEqual([
      { line: 2, message },
      { line: 4, message },
    ])
  })

  it.each(['utf-16le', 'gzip'])(
    'reads what has to be unpacked first: %s; nothing of it is left',
    async (how) => {
      const kept = () =>
        readdirSync(tmpdir()).filter((name) => name.startsWith(`relook-data.${process.pid}.`))
      const record = { question: 'Wie heißt „es“?', answer: 'A', image: await base64(30) }
      const text = `${JSON.stringify({ ...record, answer: 'B' })}\n${JSON.stringify(record)}\n`
      const path = join(testFolder(), 'a.jsonl')
      writeFileSync(path, how === 'gzip' ? gzipSync(text) : Buffer.from(`\ufeff${text}`, 'utf16le'))
      const data = await open(path)
      expect(data.items.map(({ question, answer }) => [question, answer])).toEqual([
        ['Wie heißt „es“?', 'B'],
        ['Wie heißt „es“?', 'A'],
      ])
      expect(await widths(data, '1')).toEqual([30])
      expect(kept()).toHaveLength(1)
      await data.close()
      expect(kept()).toEqual([])
    },
  )

  it.each([
    ['a.txt', 'x', 'is no data set'],
    ['a.jsonl', 'x\n', 'holds no JSON objects'],
    ['a.json', '[1, 2]', 'is not a list of JSON objects'],
    ['a.parquet', 'x', 'is broken: it is none, or it was cut off'],
    ['a.tsv', '', 'is empty'],
    ['b.tsv', 'One line of words.\n', 'is no table: its first line names no columns'],
  ])('says what is wrong with %s', async (name, text, message) => {
    const path = join(testFolder(), name)
    writeFileSync(path, text)
    await expect(open(path)).rejects.toThrow(message)
  })
})
