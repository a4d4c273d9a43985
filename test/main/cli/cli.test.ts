import { fileURLToPath } from 'node:url'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { runCommandLine } from '../../../main/cli/run-cli'
import { testFolder } from '../../builders/folder'
import { png } from '../../builders/services'

const segments = [
  '<think>The total. {"bbox_2d": [10, 20, 110, 120]}',
  'It reads 7.</think><answer>7</answer>',
]

let folder: string
let image: string

beforeEach(async () => {
  folder = testFolder()
  image = join(folder, 'receipt.png')
  writeFileSync(image, await png(1008, 756))
  writeFileSync(join(folder, 'notes.txt'), 'no image')
  // Whatever a command leaves behind would be in here.
  mkdirSync(join(folder, 'tmp'))
  vi.stubEnv('TMPDIR', join(folder, 'tmp'))
  vi.stubEnv('RELOOK_DATA', join(folder, 'data'))
  script({ tokensPerSecond: 5000, answers: [{ segments }] })
  onTestFinished(() => void vi.unstubAllEnvs())
})

function script(content: object): void {
  writeFileSync(join(folder, 'script.json'), JSON.stringify(content))
  vi.stubEnv('RELOOK_SCRIPT', join(folder, 'script.json'))
}

async function relook(...words: string[]) {
  return relookUntil(() => false, ...words)
}

/** Presses Ctrl+C once what was printed is enough. */
async function relookUntil(isEnough: (out: string) => boolean, ...words: string[]) {
  const said = { out: '', error: '' }
  const controller = new AbortController()
  const code = await runCommandLine(words, {
    out: (text) => {
      said.out += text
      if (isEnough(said.out)) controller.abort()
    },
    error: (text) => void (said.error += text),
    signal: controller.signal,
  })
  return { code, ...said }
}

const seen = z.strictObject({
  crop: z
    .strictObject({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() })
    .optional(),
  size: z.strictObject({ width: z.number(), height: z.number() }),
  filter: z.string(),
  grid: z.strictObject({ width: z.number(), height: z.number() }),
})
/** What every step has; the words of one as it stands in the context, where that is more. */
const step = { id: z.string(), raw: z.string().optional() }

const result = z.strictObject({
  question: z.string(),
  image: z.string(),
  imageId: z.string(),
  size: z.strictObject({ width: z.number(), height: z.number() }),
  answer: z.string().nullable(),
  ended: z.strictObject({ reason: z.string(), why: z.string().optional() }),
  model: z.string(),
  dialect: z.string(),
  manner: z.strictObject({ crops: z.literal('assistant'), unfinished: z.literal('continued') }),
  view: seen,
  steps: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({ ...step, type: z.literal('thought'), text: z.string() }),
      z.strictObject({
        ...step,
        type: z.literal('look'),
        region: z.strictObject({
          left: z.number(),
          top: z.number(),
          right: z.number(),
          bottom: z.number(),
        }),
        flags: z.array(z.string()).optional(),
        label: z.string().optional(),
        request: z.looseObject({ numbers: z.array(z.number()) }),
      }),
      z.strictObject({
        ...step,
        type: z.literal('observation'),
        width: z.number(),
        height: z.number(),
        look: z.string(),
        view: seen,
      }),
      z.strictObject({ ...step, type: z.literal('answer'), text: z.string() }),
    ]),
  ),
  timings: z.strictObject({
    encodeMs: z.number(),
    prefillMs: z.number(),
    decodeMs: z.number(),
    tokens: z.number(),
  }),
})

describe('relook run', () => {
  test('--json prints one object of the promised shape, regions in image pixels', async () => {
    const { code, out, error } = await relook('run', image, 'What is the total?', '--json')
    expect([code, error]).toEqual([0, ''])
    const said = result.parse(JSON.parse(out))
    expect(said).toMatchObject({ answer: '7', model: 'scripted' })
    expect(said.steps.map((s) => s.type)).toEqual(['thought', 'look', 'observation', 'thought', 'answer'])
    // The scripted model sees 1008 × 756 as it is: its numbers are image pixels, right and bottom included.
    expect(said.steps[1]).toMatchObject({
      type: 'look',
      raw: expect.stringContaining('{"bbox_2d": [10, 20, 110, 120]}') as string,
      region: { left: 10, top: 20, right: 111, bottom: 121 },
    })
    expect(said.timings.tokens).toBeGreaterThan(10)
  })

  test('streams words a person can read', async () => {
    const { code, out } = await relook('run', image, 'What is the total?')
    expect(code).toBe(0)
    expect(out).toContain('It reads 7.')
    expect(out).toMatch(/→ looks at 10, 20 – 111, 121\n {2}← sees it at \d+ × \d+ pixels/)
    expect(out.trimEnd().endsWith('7')).toBe(true)
  })

  test('says how a picture is read where that differs, and reads it as another code does', async () => {
    const photo = fileURLToPath(new URL('../../fixtures/images/exif-6.jpg', import.meta.url))
    const upright = await relook('run', photo, 'What is the total?')
    expect(upright.error).toContain('Turned upright by its EXIF orientation')
    const lying = await relook('run', photo, 'What is the total?', '--read-as', 'qwen-vl-utils')
    expect(lying.error).toContain('Lies as it is stored, as qwen-vl-utils reads it')
    const odd = await relook('run', photo, 'What?', '--read-as', 'opencv')
    expect(odd.error).toContain('--read-as is one of relook, qwen-vl-utils')
  })

  test('leaves nothing behind, unless asked to', async () => {
    await relook('run', image, 'What is the total?')
    await relook('run', join(folder, 'notes.txt'), 'What?')
    expect(readdirSync(tmpdir())).toEqual([])
    expect(existsSync(join(folder, 'data'))).toBe(false)
    await relook('run', image, 'What is the total?', '--keep')
    expect(readdirSync(join(folder, 'data', 'projects'))).toHaveLength(1)
  })

  test('stops at Ctrl+C, and leaves nothing behind', async () => {
    script({ tokensPerSecond: 50, answers: [{ segments: ['word '.repeat(5000)] }] })
    const hasBegun = (out: string) => out.includes('word word')
    const { code, error } = await relookUntil(hasBegun, 'run', image, 'What?', '--max-tokens', '9999')
    expect([code, error]).toEqual([130, 'relook: Stopped.\n'])
    expect(readdirSync(tmpdir())).toEqual([])
  })

  test('an answer that does not come is null, and said', async () => {
    script({ answers: [{ segments: ['I do not know.'] }] })
    const { code, out } = await relook('run', image, 'What?', '--json')
    expect(code).toBe(2)
    expect(result.parse(JSON.parse(out))).toMatchObject({
      answer: null,
      ended: { reason: 'no-answer', why: 'The model stopped without an answer.' },
    })
    expect((await relook('run', image, 'What?')).out).toContain('[no answer')
  })
})

describe('bad input gets one clear line and a code', () => {
  const cases: [string, () => string[], RegExp][] = [
    ['no words', () => ['run'], /one image and one question/],
    ['no question', () => ['run', image], /one image and one question/],
    ['an empty question', () => ['run', image, ' '], /one image and one question/],
    ['a third word', () => ['run', image, 'a', 'b'], /one image and one question/],
    ['a file that is not there', () => ['run', join(folder, 'no.png'), 'q'], /There is no file/],
    ['a folder', () => ['run', folder, 'q'], /is a folder/],
    ['no image', () => ['run', join(folder, 'notes.txt'), 'q'], /notes\.txt.*not a PNG, JPEG, WebP/],
    ['a model that is not there', () => ['run', image, 'q', '--model', 'x'], /Unknown model “x”.*scripted/],
    ['an option that is not there', () => ['run', image, 'q', '--frobnicate'], /--frobnicate/],
    ['an option without its value', () => ['run', image, 'q', '--model'], /--model/],
    ['half a seed', () => ['run', image, 'q', '--seed', '1.5'], /--seed must be a whole number/],
    ['a word for a number', () => ['run', image, 'q', '--temperature', 'hot'], /--temperature.*“hot”/],
    ['an empty number', () => ['run', image, 'q', '--max-looks', ''], /--max-looks/],
    ['too many looks', () => ['run', image, 'q', '--max-looks', '65'], /from 0 to 64/],
    ['no tokens', () => ['run', image, 'q', '--max-tokens', '0'], /from 1 to/],
    ['a provider that is not there', () => ['run', image, 'q', '--provider', 'tpu'], /auto, webgpu, cuda/],
    ['a command that is not there', () => ['walk'], /no command “walk”/],
    ['a port out of range', () => ['serve', '--port', '70000'], /from 0 to 65535/],
    ['an option of another command', () => ['models', '--port', '1'], /--port/],
  ]
  test.each(cases)('%s', async (_, words, message) => {
    const { code, out, error } = await relook(...words())
    expect([code, out]).toEqual([1, ''])
    expect(error).toMatch(message)
    expect(error).toMatch(/^relook: .*\n$/)
  })
})

describe('help', () => {
  test('lists every command', async () => {
    const { code, out } = await relook('--help')
    expect(code).toBe(0)
    for (const command of ['run', 'serve', 'models', 'bench']) expect(out).toContain(`relook ${command}`)
  })

  test('of a command lists its options', async () => {
    expect((await relook('run', '--help')).out).toMatch(/--model.*\n.*--json/)
  })

  test('without a word is an error, and the version is a number', async () => {
    expect((await relook()).code).toBe(1)
    expect((await relook('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

test('relook models lists them, as text and as JSON', async () => {
  expect((await relook('models')).out).toMatch(/^scripted {2}Scripted/m)
  const list: unknown = JSON.parse((await relook('models', '--json')).out)
  expect(list).toContainEqual(expect.objectContaining({ id: 'scripted', dialect: 'vlm-r3' }))
})

test('relook serve says where it is, and ends at Ctrl+C', async () => {
  const words = ['serve', '--port', '0', '--data', join(folder, 'data')]
  const { code, out } = await relookUntil((said) => said.endsWith('\n'), ...words)
  expect(code).toBe(0)
  expect(out).toMatch(/^Relook is at http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}\n$/)
  expect(existsSync(join(folder, 'data', 'lock'))).toBe(false)
})
