/**
 * Real outputs of grounding models through `relook read`: every region within a pixel of where the project's own rule puts it, nothing
 * else drawn. The texts that may be kept lie in test/fixtures/grounding; the others are read where they are.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync, copyFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { runCommandLine } from '../../../main/cli/run-cli'
import { testFolder } from '../../builders/folder'
import { describeNeeding, newerFiles, newerFolder } from '../../builders/needs'
import { png } from '../../builders/services'

const kept = fileURLToPath(new URL('../../fixtures/grounding/', import.meta.url))

const region = z.object({ px: z.array(z.number()), label: z.string().optional() })
const expected = z.object({
  name: z.string(),
  files: z.array(z.string()),
  image_size: z.tuple([z.number(), z.number()]),
  /** What the file does not say: Qwen's JSON looks the same in pixels and in thousandths. */
  space: z.string().optional(),
  regions: z.array(region),
})
const output = z.object({
  format: z.string(),
  dialect: z.string(),
  issues: z.array(z.object({ message: z.string() })),
  traces: z.array(
    z.object({
      question: z.string(),
      answer: z.string().nullable(),
      image: z.string().nullable(),
      looks: z.array(
        z.object({
          region: z
            .object({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() })
            .nullable(),
          flags: z.array(z.string()),
        }),
      ),
    }),
  ),
})
type Output = z.infer<typeof output>
type Region = z.infer<typeof region>

const linesOf = (path: string): readonly unknown[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))

async function read(...words: string[]): Promise<Output> {
  let out = ''
  let error = ''
  const code = await runCommandLine(['read', ...words, '--json'], {
    out: (text) => (out += text),
    error: (text) => (error += text),
    signal: new AbortController().signal,
  })
  expect({ code, error }).toEqual({ code: 0, error: '' })
  return output.parse(JSON.parse(out))
}

/** What is drawn, as the expectation writes it: corners, or a point for the box around one. */
function drawn({ traces }: Output): readonly (readonly number[])[] {
  return traces.flatMap(({ looks }) =>
    looks.flatMap(({ region: at, flags }) => {
      if (at === null) return []
      const middle = [(at.left + at.right) / 2, (at.top + at.bottom) / 2]
      return [flags.includes('point') ? middle : [at.left, at.top, at.right, at.bottom]]
    }),
  )
}

function close(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((v, i) => Math.abs(v - (b[i] ?? NaN)) <= 1)
}

/** Each region is drawn once and in order, and nothing beside them. */
function expectDrawn(out: Output, regions: readonly Region[]): void {
  const found = drawn(out)
  expect(found).toHaveLength(regions.length)
  for (const [i, { px }] of regions.entries()) expect([px, close(found[i] ?? [], px)]).toEqual([px, true])
}

describe.each(linesOf(join(kept, 'expected.jsonl')).map((line) => expected.parse(line)))(
  '$name',
  ({ name, files, image_size: [width, height], space, regions }) => {
    test.each(files)('%s', async (file) => {
      const folder = testFolder()
      writeFileSync(join(folder, 'image.png'), await png(width, height))
      for (const own of [file, 'prompt.txt'])
        if (existsSync(join(kept, name, own))) copyFileSync(join(kept, name, own), join(folder, own))
      const told = space === undefined ? [] : ['--space', space]
      expectDrawn(await read(join(folder, file), ...told), regions)
    })
  },
)

/** Of a run that may not be kept here: where its text and image lie. */
const foreign = z.object({
  file: z.string(),
  image: z.string().nullable(),
  regions: z.array(z.object({ px: z.array(z.number()).nullable() })).optional(),
})

describeNeeding(newerFiles, 'runs that may not be copied', () => {
  test.each(['deepseek_ocr_pages', 'vigorl_page', 'insight_o3_no_call'])('%s', async (name) => {
    for (const line of linesOf(join(newerFolder, name, 'expected.jsonl'))) {
      const { file, image, regions = [] } = foreign.parse(line)
      const out = await read(
        join(newerFolder, name, file),
        ...(image === null ? [] : ['--image', join(newerFolder, name, image)]),
      )
      const found = drawn(out)
      const wanted = regions.flatMap(({ px }) => (px === null ? [] : [px]))
      for (const px of wanted) expect([file, px, found.some((at) => close(at, px))]).toEqual([file, px, true])
      // A step of ViGoRL's page may name several points; each of them is one that is expected.
      for (const at of found) expect([file, at, wanted.some((px) => close(at, px))]).toEqual([file, at, true])
    }
  })

  test('STEPSTEM: boxes lie on the pictures of their steps, none on the question’s', async () => {
    const out = await read(join(newerFolder, 'stepstem_reference/bio/problem0/solution1/1.json'))
    expect(out.traces[0]).toMatchObject({ image: 'input.png', answer: '1/2' })
    for (const { region: at, flags } of out.traces[0]?.looks ?? [])
      expect([at, flags]).toEqual([null, expect.arrayContaining(['other-image'])])
    expect(out.traces.slice(1).map(({ image, looks }) => [image, looks.length])).toEqual([
      ['step2_tightly_linked.png', 3],
      ['step4_independent_assortment.png', 2],
      ['step6_unlinked_appearance.png', 1],
      ['step8_cap_curve.png', 2],
    ])
    expect(close(drawn(out)[0] ?? [], [244.48, 214.02, 439.602, 397.565])).toBe(true)
  })

  test('GLM-4.6V: the thought once, the sentence around the box is the answer', async () => {
    const out = await read(join(newerFolder, 'glm46v_box/response.json'))
    expect(out.dialect).toBe('glm-v')
    expect(out.traces[0]?.answer).toMatch(/^The coordinates of the second bottle/)
    expect(out.traces[0]?.looks).toHaveLength(1)
  })
})

describe('a text and what lies beside it', () => {
  const text = '```json\n[{"box_2d": [100, 200, 300, 400], "label": "cup"}]\n```\n(640, 482)\n'
  const place = async (...names: readonly string[]) => {
    const folder = testFolder()
    for (const name of names) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), await png(2000, 1000))
    }
    return folder
  }

  test('the only image beside it is the one it is about; prompt.txt is the question', async () => {
    const folder = await place('a.png')
    writeFileSync(join(folder, 'reply.txt'), text)
    writeFileSync(join(folder, 'prompt.txt'), 'Find the cup.\n')
    const out = await read(join(folder, 'reply.txt'))
    expect(out).toMatchObject({ format: 'printed', dialect: 'gemini', issues: [] })
    expect(out.traces[0]).toMatchObject({ question: 'Find the cup.', answer: null })
    expectDrawn(out, [{ px: [400, 100, 800, 300] }])
  })

  test('of several: the one called alike, or the one that is named; else it is told', async () => {
    const folder = await place('page010_scan.png', 'page015_scan.png', 'other/c.png')
    writeFileSync(join(folder, 'page010.stdout.md'), text)
    writeFileSync(join(folder, 'reply.txt'), text)
    expectDrawn(await read(join(folder, 'page010.stdout.md')), [{ px: [400, 100, 800, 300] }])
    const named = await read(join(folder, 'reply.txt'), '--image', join(folder, 'other/c.png'))
    expectDrawn(named, [{ px: [400, 100, 800, 300] }])
    const unknown = await read(join(folder, 'reply.txt'))
    expect(unknown.traces[0]?.looks).toMatchObject([{ region: null, flags: ['missing-image'] }])
    expect(unknown.issues.map((i) => i.message).join()).toContain('--image')
  })

  test('outputs that were saved one by one are one trace, the first image being the question’s', async () => {
    const folder = await place('2_picture.png', '4_picture.png')
    writeFileSync(join(folder, '1_printed.txt'), 'Question: What is it?\n')
    writeFileSync(join(folder, '3_printed.txt'), '<think>I look.</think>{"bbox_2d": [100, 200, 300, 400]}')
    writeFileSync(join(folder, '5_printed.txt'), 'A cup.')
    for (const path of [join(folder, '1_printed.txt'), folder]) {
      const out = await read(path)
      expect(out.traces).toHaveLength(1)
      expect(out.traces[0]).toMatchObject({
        question: 'What is it?',
        image: '2_picture.png',
        answer: 'A cup.',
      })
    }
  })

  test('a run of code is about the image beside it, too', async () => {
    const folder = await place('a.png')
    const code = "```python\nfrom PIL import Image\nImage.open('a.png').crop((200, 100, 400, 300))\n```"
    writeFileSync(join(folder, 'run.txt'), `<think>I crop.</think>\n<code>\n${code}\n</code>\n`)
    const out = await read(join(folder, 'run.txt'))
    expect(out.format).toBe('transcript')
    expect(out.traces[0]?.image).toContain('a.png')
    expectDrawn(out, [{ px: [200, 100, 400, 300] }])
  })

  test('words alone are shown as the answer, and that is told', async () => {
    const folder = await place('a.png')
    writeFileSync(join(folder, 'reply.txt'), 'It is a red cup.\n')
    const out = await read(join(folder, 'reply.txt'))
    expect(out.traces[0]).toMatchObject({ answer: 'It is a red cup.', looks: [] })
    expect(out.issues.map((i) => i.message).join()).toContain('No region')
  })

  test('a folder is read for its replies, not for its other texts', async () => {
    const folder = await place('a.png')
    writeFileSync(join(folder, 'reply.txt'), text)
    writeFileSync(join(folder, 'notes.txt'), 'Buy milk.\n')
    writeFileSync(join(folder, 'README.md'), 'It writes `{"bbox_2d": [1, 2, 3, 4]}`.\n')
    expect((await read(folder)).traces).toHaveLength(1)
  })
})
