/** Foreign traces as steps: what becomes of turns, sources, crops in the file, and of pictures that are nowhere. */
import { describe, expect, test } from 'vitest'
import type { ForeignTrace } from '../../../app/formats'
import { traceProject } from '../../../app/formats/project'
import { traceSteps } from '../../../app/formats/steps'
import { box } from '../../../app/geometry/box'
import { replay } from '../../../app/trace/replay'
import type { ImageRef } from '../../../app/trace/image'
import type { LookStep, ObservationStep, Step } from '../../../app/trace/step'

const picture = (width: number, height: number): ImageRef => ({ id: 'i', name: 'i', bytes: 0, width, height })
const page = picture(1000, 800)

function trace(
  dialect: ForeignTrace['dialect'],
  turns: ForeignTrace['turns'],
  more: Partial<ForeignTrace> = {},
) {
  const named = { type: 'path', path: 'page.png' } as const
  return { question: 'What?', images: [named], dialect, turns, meta: {}, ...more } satisfies ForeignTrace
}
const model = (text: string) => ({ type: 'model', text }) as const
const given = (text = '', images: readonly number[] = [], role: 'user' | 'tool' = 'user') =>
  ({ type: 'given', role, text, images }) as const

const looks = (steps: readonly Step[]) => steps.filter((s): s is LookStep => s.type === 'look')
const crops = (steps: readonly Step[]) => steps.filter((s): s is ObservationStep => s.type === 'observation')
const call = (numbers: readonly number[]) =>
  `<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [${numbers.join(', ')}]}}\n</tool_call>`
const zoom = (numbers: readonly number[], picture: number) =>
  `<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [${numbers.join(', ')}], "label": "x", "img_idx": ${picture}}}\n</tool_call>`
const read = (t: ForeignTrace, pictures: readonly (ImageRef | undefined)[] = [page]) =>
  traceSteps(t, { pictures, at: 1 })

describe('turns', () => {
  test('become thoughts, looks with their crops, and the answer, and lose no character', () => {
    const text =
      '<think> At the end. {"bbox_2d": [10, 20, 110, 120]}\n It reads 7.</think>\n<answer> 7 </answer>\n'
    const { steps, reason, dialect, space } = read(trace('vlm-r3', [model(text)]))
    expect(steps.map((s) => s.type)).toEqual(['thought', 'look', 'observation', 'thought', 'answer'])
    expect(steps.map((s) => s.raw).join('')).toBe(text)
    expect(steps.flatMap((s) => ('text' in s ? [s.text] : []))).toEqual(['At the end.', 'It reads 7.', '7'])
    expect({ reason, dialect, space }).toEqual({ reason: 'answered', dialect: 'vlm-r3', space: 'input' })
  })

  test('give the same ids each time', () => {
    const t = trace('vlm-r3', [model('{"bbox_2d": [10, 20, 110, 120]}<answer>7</answer>')])
    expect(read(t)).toEqual(read(t))
    expect(read(t).steps.map((s) => s.id)).toEqual(['s1', 's2', 's3'])
  })

  test('of a tool are on the crop they came with; of a user they are a step of their own', () => {
    const t = trace('deepeyes', [
      model(`<think>Small.</think>${call([100, 100, 300, 300])}`),
      given('<tool_response>here</tool_response>'),
      model('<answer>red</answer>'),
      given('Are you sure?'),
      model('<answer>yes</answer>'),
    ])
    const { steps } = read(t)
    expect(crops(steps)[0]?.raw).toBe('<tool_response>here</tool_response>')
    const asked = steps.find((s) => s.type === 'thought' && s.text === 'Are you sure?')
    expect(asked?.author).toEqual({ type: 'person' })
  })

  test('that refuse a request leave the look without a crop', () => {
    const t = trace('deepeyes', [
      model(call([100, 100, 300, 300])),
      given('Error: ZOOM IN ARGUMENTS ARE INVALID'),
      model('<answer>red</answer>'),
    ])
    const { steps } = read(t)
    expect(looks(steps)[0]?.flags).toEqual(['not-shown'])
    expect(crops(steps)).toEqual([])
    expect(steps.find((s) => s.author.type === 'tool')).toMatchObject({ type: 'thought' })
  })

  test('with several calls show the one upstream answers, or as many as pictures came back', () => {
    const turns = [model(call([100, 100, 300, 300]) + call([400, 100, 600, 300])), given('here')]
    const one = looks(read(trace('deepeyes', turns)).steps)
    expect(one.map((l) => l.flags)).toEqual([[], ['passed-over']])
    const last = looks(read(trace('pixel-reasoner', turns)).steps)
    expect(last.map((l) => l.flags.includes('passed-over'))).toEqual([true, false])
    const images = ['page', 'a', 'b'].map((path) => ({ type: 'path', path }) as const)
    const both = read(trace('deepeyes', [turns[0] ?? model(''), given('here', [1, 2])], { images }))
    expect(crops(both.steps)).toHaveLength(2)
  })

  test('that end with a look nobody answered say so', () => {
    const t = trace('deepeyes', [
      model(call([100, 100, 300, 300])),
      given('here'),
      model(call([400, 100, 600, 300])),
    ])
    const { steps, reason } = read(t)
    expect(reason).toBe('limit')
    expect(looks(steps).map((l) => l.flags)).toEqual([[], ['not-shown']])
  })

  test('without marks end in their answer, also after a list of boxes', () => {
    const text = '```json\n[{"bbox_2d": [10, 20, 30, 40], "label": "cup"}]\n```'
    const only = read(trace('qwen-grounding', [model(text)]))
    expect(only.reason).toBe('no-answer')
    const { steps, reason } = read(trace('qwen-grounding', [model(`${text}\nThere is one cup.`)]))
    const last = steps.at(-1)
    expect({ reason, text: last?.type === 'answer' && last.text }).toEqual({
      reason: 'answered',
      text: 'There is one cup.',
    })
    expect(looks(steps)[0]).toMatchObject({ label: 'cup', flags: [] })
    expect(crops(steps)).toEqual([])
  })

  test("take the file's answer where none is written", () => {
    const { steps, reason } = read(trace('vlm-r3', [model('<think> Hm.')], { answer: '7' }))
    expect(reason).toBe('answered')
    expect(steps.at(-1)).toMatchObject({ type: 'answer', text: '7' })
  })

  test('that are data instead of text are looks, too', () => {
    const { steps } = read(
      trace('visual-cot', [{ type: 'look', numbers: [0.1, 0.2, 0.3, 0.4], raw: '[…]', label: 'date' }]),
    )
    expect(looks(steps)[0]).toMatchObject({ region: box(100, 100, 300, 300), label: 'date' })
  })
})

describe('a look inside an earlier crop', () => {
  test('lies on the original where its part of the crop lies (Mini-o3, cut from the crop as it was cut)', () => {
    const at = (numbers: string, source: string) =>
      `<grounding>{"bbox_2d": [${numbers}], "source": "${source}"}</grounding>`
    const t = trace('mini-o3', [
      model(at('0.1, 0.1, 0.5, 0.5', 'original_image')),
      given('Observation 1'),
      model(at('0.5, 0.5, 0.75, 0.75', 'observation_1')),
      given('Observation 2'),
      model(at('0, 0, 0.5, 0.5', 'observation_2')),
    ])
    const { steps } = read(t)
    const [first, second, third] = looks(steps)
    expect(first?.region).toEqual(box(100, 80, 500, 400))
    expect(second?.region).toEqual(box(300, 240, 400, 320))
    expect(third?.region).toEqual(box(300, 240, 350, 280))
    expect(first?.request.source).toBeUndefined()
    expect(second?.request.source).toBe(crops(steps)[0]?.id)
    expect(crops(steps)[1]?.view.crop).toEqual(box(300, 240, 400, 320))
  })

  test('counts in the crop as the model saw it (Qwen3-VL)', () => {
    const { steps } = read(
      trace(
        'qwen3-vl',
        [
          model(zoom([100, 100, 500, 500], 0)),
          given('', [1], 'tool'),
          model(zoom([500, 500, 1000, 1000], 1)),
          given('', [2], 'tool'),
          model('It says hello.'),
        ],
        { images: ['p', 'a', 'b'].map((path) => ({ type: 'path', path }) as const) },
      ),
    )
    const [, inner] = looks(steps)
    expect(inner?.region).toEqual(box(300, 240, 500, 400))
    const [outer, innerCrop] = crops(steps)
    expect(inner?.request.frame).toEqual(outer?.view.size)
    expect(innerCrop?.view.crop).toEqual(box(300, 240, 500, 400))
  })

  test('of a picture that was never shown is not drawn', () => {
    const { steps } = read(trace('qwen3-vl', [model(zoom([100, 100, 500, 500], 3)), given('', [], 'tool')]))
    expect(looks(steps)[0]?.flags).toContain('other-image')
    expect(crops(steps)).toEqual([])
  })
})

describe('pictures', () => {
  test('of which the file holds the crop are compared with what the rule gives', () => {
    const images = ['page', 'crop'].map((path) => ({ type: 'path', path }) as const)
    const t = trace('deepeyes', [model(call([100, 100, 380, 380])), given('', [1])], { images })
    expect(looks(read(t, [page, picture(280, 280)]).steps)[0]?.flags).toEqual([])
    expect(looks(read(t, [page, picture(300, 280)]).steps)[0]?.flags).toEqual(['crop-differs'])
    expect(looks(read(t, [page]).steps)[0]?.flags).toEqual([])
  })

  test('that came back and are no crop belong to the step they came with', () => {
    const images = ['page', 'figure', 'second', 'later'].map((path) => ({ type: 'path', path }) as const)
    const figure = picture(640, 480)
    const code = '<code>\n```python\nplt.plot([1, 2])\nplt.show()\n```\n</code>'
    const { steps } = read(
      trace(
        'pyvision',
        [model(code), given('Two figures', [1, 2]), model(code), given('', [3]), model('<answer>2</answer>')],
        { images },
      ),
      [page, figure, figure, figure],
    )
    expect(steps.map((s) => [s.type, s.author.type, s.pictures])).toEqual([
      ['thought', 'model', undefined],
      ['thought', 'tool', [1, 2]],
      // Without words there is no step of its own.
      ['thought', 'model', [3]],
      ['answer', 'model', undefined],
    ])
  })

  test('that are crops of another size are kept beside the one the rule gives; equal ones are it', () => {
    const images = ['page', 'crop'].map((path) => ({ type: 'path', path }) as const)
    const t = trace('deepeyes', [model(call([100, 100, 380, 380])), given('', [1])], { images })
    const crop = (width: number) => crops(read(t, [page, picture(width, 280)]).steps)[0]?.pictures
    expect([crop(280), crop(300)]).toEqual([undefined, [1]])
  })

  test('that are nowhere still let every step be read, and nothing is cut', () => {
    const { steps, image, missing, flags } = read(
      trace('vlm-r3', [model('{"bbox_2d": [10, 20, 1310, 120]}<answer>7</answer>')]),
      [undefined],
    )
    expect({ missing, flags, crops: crops(steps) }).toEqual({
      missing: true,
      flags: ['missing-image'],
      crops: [],
    })
    expect(image).toMatchObject({ id: 'missing', name: 'page.png', width: 1310, height: 120 })
    expect(steps.at(-1)).toMatchObject({ type: 'answer', text: '7' })
  })

  test('too long and thin for the model are read all the same', () => {
    const { steps } = read(trace('vlm-r3', [model('{"bbox_2d": [10, 2, 110, 4]}')]), [picture(5000, 8)])
    expect(looks(steps)).toHaveLength(1)
  })
})

describe('another reading', () => {
  const t = trace('vlm-r3', [model('{"bbox_2d": [100, 200, 300, 400]}')])

  test('redraws every look and cuts its crop anew', () => {
    const { steps, space } = traceSteps(t, { pictures: [page], space: 'per-mille', at: 1 })
    expect(space).toBe('per-mille')
    expect(looks(steps)[0]?.region).toEqual(box(100, 160, 300, 320))
    expect(crops(steps)[0]?.view.crop).toEqual(box(100, 160, 300, 320))
  })

  test("is exact in the dialect's own space", () => {
    const own = traceSteps(t, { pictures: [page], space: 'input', at: 1 })
    expect(own.steps).toEqual(read(t).steps)
  })

  test("is the trace's where it says so, the person's before that", () => {
    const said = { ...t, space: 'image' as const }
    expect(read(said).space).toBe('image')
    expect(traceSteps(said, { pictures: [page], space: 'unit', at: 1 }).space).toBe('unit')
  })

  test('clamps what lies outside and says so', () => {
    const wide = trace('qwen-grounding', [model('{"bbox_2d": [100, 200, 1300, 400]}')])
    const { steps } = traceSteps(wide, { pictures: [page], space: 'image', at: 1 })
    expect(looks(steps)[0]).toMatchObject({ region: box(100, 200, 1000, 400), flags: ['clamped'] })
  })
})

test('a trace is a project of one ended branch', () => {
  const t = trace('vlm-r3', [model('{"bbox_2d": [10, 20, 110, 120]}<answer>7</answer>')], {
    meta: { model: 'r3-7b' },
  })
  const project = replay(
    traceProject(t, { id: 'p', title: 'log · 1', name: 'log.jsonl', pictures: [page], at: 5 }),
  )
  expect(project).toMatchObject({ id: 'p', title: 'log · 1', image: page })
  expect(project?.branches).toMatchObject([
    {
      name: 'log.jsonl',
      model: 'r3-7b',
      dialect: 'vlm-r3',
      path: ['s1', 's2', 's3'],
      run: { reason: 'answered' },
    },
  ])
})
