/** The records of each training format, as the code that reads them upstream takes them: worked out by hand for one small trace. */
import { describe, expect, test } from 'vitest'
import { dialectOf } from '../../../app/dialects'
import { writerOf, writers, type ExportTrace, type Writer } from '../../../app/exports'
import { defaultSelection, select } from '../../../app/exports/select'
import { isSlot, type RecordValue, type ExportRow } from '../../../app/exports/writer'
import { box } from '../../../app/geometry/box'
import type { Project } from '../../../app/trace/project'
import { blankReview, type Review } from '../../../app/trace/review'
import type { Step } from '../../../app/trace/step'
import { must } from '../../builders/must'
import { answer, branch, look, observation, projectWith, thought } from '../../builders/project'

const review: Review = { ...blankReview('ana', 9), verdict: 'accepted', gold: '8' }
const accepted = (more: Partial<Review> = {}, steps?: readonly Step[]): Project => ({
  ...projectWith(steps),
  reviews: { 'main/ana': { ...review, ...more } },
})
const traceOf = (project: Project, more: Partial<ExportTrace> = {}): ExportTrace => ({
  ...must(select(project, defaultSelection).traces[0]),
  ...more,
})

/** The records of a trace in a language; slots as the sizes of what is shown. */
function rows(id: string, trace: ExportTrace, language = 'qwen3-vl'): readonly ExportRow[] {
  const writer = must<Writer>(writerOf(id))
  const dialect = must(dialectOf(writer.dialect ?? language))
  const result = writer.write(trace, { dialect, budgets: writer.budgets ?? dialect.budgets })
  if (!result.ok) throw new Error(result.issues[0]?.message)
  return result.value
}
const row = (...asked: Parameters<typeof rows>): ExportRow => must(rows(...asked)[0])
function why(id: string, trace: ExportTrace, language = 'qwen3-vl'): string | undefined {
  const writer = must<Writer>(writerOf(id))
  const dialect = must(dialectOf(writer.dialect ?? language))
  const result = writer.write(trace, { dialect, budgets: writer.budgets ?? dialect.budgets })
  return result.ok ? undefined : result.issues[0]?.message
}
/** Where each image of a list is from: all of it, or the edges of the crop. */
const places = (value: RecordValue | undefined) =>
  (value as readonly RecordValue[]).map((slot) => {
    if (!isSlot(slot)) throw new Error('no image')
    const { crop } = slot.view
    return crop === undefined ? 'whole' : [crop.left, crop.top, crop.right, crop.bottom]
  })
const rolesOf = (value: RecordValue | undefined) => (value as readonly ExportRow[]).map((m) => m['role'])
/** Thousandths of 1008 × 756, cut outwards: 29/1000 and 329/1000 of 1008, 79/1000 and 478/1000 of 756. */
const crop = [29, 60, 332, 361]

describe('ms-swift', () => {
  const one = row('ms-swift', traceOf(accepted()))

  test('has one `<image>` in the words for each image, in their order', () => {
    expect(places(one['images'])).toEqual(['whole', crop])
    const words = (one['messages'] as readonly ExportRow[]).map((m) => m['content'])
    expect(words.join('').split('<image>')).toHaveLength(3)
    expect(words[1]).toBe('<image>What is the total?')
    expect(words[3]).toBe('<tool_response>\n<image>\n</tool_response>')
  })

  test('speaks in the roles its templates know, a tool as a user', () => {
    expect(rolesOf(one['messages'])).toEqual(['system', 'user', 'assistant', 'user', 'assistant'])
  })

  test('gives rewards the accepted answer as `solution`, and no such column where there is none', () => {
    expect(one).toMatchObject({ id: 'p', solution: '8' })
    expect('solution' in row('ms-swift', traceOf(projectWith()))).toBe(false)
  })
})

describe('LLaMA-Factory', () => {
  test('has turns that alternate after the system’s, as its converter asks', () => {
    const one = row('llama-factory', traceOf(accepted()))
    const turns = rolesOf(one['messages']).slice(1)
    expect(turns).toEqual(['user', 'assistant', 'user', 'assistant'])
    expect(Object.keys(one)).toEqual(['messages', 'images'])
  })

  test('leaves out a trace in which the tool speaks twice in a row', () => {
    const tool = { type: 'tool' } as const
    const twice = [{ ...thought('x1', 'Result: 7'), author: tool }, thought('t', 'So.'), answer('a', '7')]
    const project = projectWith(twice)
    expect(why('llama-factory', traceOf(project))).toBe(
      'Its turns do not alternate, which LLaMA-Factory leaves out.',
    )
    expect(why('ms-swift', traceOf(project))).toBeUndefined()
  })

  test('registers each file under a name of its own: the data set, and its other splits', () => {
    const facts = {
      name: 'receipts',
      counts: { train: 2, dev: 1, test: 0 },
      files: { train: ['train.json'], dev: ['dev.json'], test: [] },
    }
    const info = JSON.parse(must(writerOf('llama-factory')?.beside?.(facts)['dataset_info.json'])) as Record<
      string,
      object
    >
    expect(Object.keys(info)).toEqual(['receipts', 'receipts_dev'])
    expect(info['receipts']).toEqual({
      file_name: 'train.json',
      formatting: 'sharegpt',
      columns: { messages: 'messages', images: 'images' },
      tags: {
        ...{ role_tag: 'role', content_tag: 'content', user_tag: 'user' },
        ...{ assistant_tag: 'assistant', system_tag: 'system' },
      },
    })
  })
})

describe('OpenAI messages', () => {
  test('have images as data URLs where they stand, and no tool', () => {
    const messages = row('openai', traceOf(accepted()))['messages'] as readonly ExportRow[]
    expect(rolesOf(messages)).toEqual(['system', 'user', 'assistant', 'user', 'assistant'])
    const kinds = messages.map((m) => (m['content'] as readonly ExportRow[]).map((part) => part['type']))
    expect(kinds[1]).toEqual(['image_url', 'text'])
    expect(kinds[3]).toEqual(['text', 'image_url', 'text'])
    const [shown] = messages[1]?.['content'] as readonly { image_url: { url: RecordValue } }[]
    expect(shown?.image_url.url).toMatchObject({ as: 'data-url' })
  })
})

describe('TRL', () => {
  test('has a part of type image for each image, every part with both fields', () => {
    const one = row('trl-sft', traceOf(accepted()))
    const parts = (one['messages'] as readonly ExportRow[]).flatMap(
      (m) => m['content'] as readonly ExportRow[],
    )
    expect(parts.filter((p) => p['type'] === 'image')).toHaveLength(places(one['images']).length)
    for (const part of parts) expect(Object.keys(part)).toEqual(['type', 'text'])
    expect(parts.filter((p) => p['type'] === 'image').map((p) => p['text'])).toEqual([null, null])
  })

  test('for GRPO asks only, with the first accepted answer', () => {
    const one = row('trl-grpo', traceOf(accepted(), { gold: ['8', 'eight'] }))
    expect(rolesOf(one['prompt'])).toEqual(['system', 'user'])
    expect([one['solution'], places(one['images'])]).toEqual(['8', ['whole']])
    expect(why('trl-grpo', traceOf(projectWith()))).toBe('It has no accepted answer.')
  })

  test('for preferences has images in the prompt alone: a word stands where a crop was', () => {
    const project: Project = {
      ...accepted(),
      drafts: { l1: { type: 'region', region: box(504, 378, 604, 478) } },
    }
    const one = row('trl-preference', traceOf(project))
    expect(places(one['images'])).toEqual(['whole'])
    const [chosen, rejected] = [one['chosen'], one['rejected']].map((v) => JSON.stringify(v))
    expect(chosen).toContain('[500, 500, 600, 633]')
    expect(rejected).toContain('[29, 79, 329, 478]')
    for (const reply of [chosen, rejected]) expect(reply).toContain('[crop]')
  })

  test('for preferences says which of both could not be told', () => {
    const steps = [{ ...look('l1'), flags: ['invalid' as const] }, answer('a1', '7')]
    const project: Project = { ...projectWith(steps), drafts: { l1: { type: 'removed' } } }
    expect(why('trl-preference', traceOf(project))).toBe('As it was: A look has no area inside the image.')
  })
})

describe('verl', () => {
  test('has the first accepted answer as ground truth, and its place in the file in `extra_info`', () => {
    const one = row('verl', traceOf(accepted(), { split: 'dev' }))
    expect(one).toMatchObject({
      data_source: 'relook',
      reward_model: { style: 'rule', ground_truth: '8' },
      extra_info: { split: 'dev', index: 0, id: 'p', question: 'What is the total?', answer: '8' },
    })
    const numbered = must(writerOf('verl')?.numbered?.(one, 41))
    expect(numbered['extra_info']).toEqual({ ...(one['extra_info'] as ExportRow), index: 41 })
    expect({ ...numbered, extra_info: 0 }).toEqual({ ...one, extra_info: 0 })
  })

  test.each([
    ['qwen3-vl', 'tool_agent'],
    ['vlm-r3', 'single_turn_agent'],
  ])('in the language of %s is for the %s', (language, agent) => {
    expect(row('verl', traceOf(accepted()), language)['agent_name']).toBe(agent)
  })

  test('is loaded with all of its files', () => {
    const usage = (train: readonly string[], dev: readonly string[]) =>
      must(writerOf('verl')).usage({
        name: 'x',
        counts: { train: 2, dev: 0, test: 0 },
        files: { train, dev, test: [] },
      })
    expect(usage(['a.parquet'], [])).toContain('data.train_files=a.parquet data.val_files=a.parquet')
    expect(usage(['a.parquet', 'b.parquet'], ['c.parquet'])).toContain(
      'data.train_files="[a.parquet,b.parquet]" data.val_files=c.parquet',
    )
  })
})

describe('VLIR', () => {
  test('has one segment more than crops: text i is followed by crop i, the last holds the answer', () => {
    const steps = [
      thought('t1', '<think>Look.'),
      look('l1'),
      observation('o1', 'l1'),
      look('l2', [10, 20, 60, 70]),
      observation('o2', 'l2'),
      answer('a1', '8'),
    ]
    const one = row('vlir-sft', traceOf(accepted({}, steps)))
    const segments = one['response_list'] as readonly string[]
    expect(segments).toHaveLength(3)
    expect(segments[0]).toBe('<think>Look. {"bbox_2d": [30, 60, 330, 360]}\n')
    expect(segments[1]).toBe('{"bbox_2d": [30, 60, 180, 210]}\n')
    expect(segments[2]).toBe('<answer>8</answer>')
    expect(places(one['img_crop_list'])).toEqual([
      [30, 60, 331, 361],
      [30, 60, 181, 211],
    ])
  })

  test('cannot hold what somebody else says in between', () => {
    const other: Step = { ...thought('u', 'And now?'), author: { type: 'tool' } }
    const steps = [answer('a0', '6'), other, answer('a1', '7')]
    const project = {
      ...projectWith(steps),
      branches: [{ ...branch('main', ['a0', 'u', 'a1']), dialect: 'qwen3-vl' }],
    }
    expect(why('vlir-sft', traceOf(project))).toBe(
      'Somebody else speaks in between, which the record cannot hold.',
    )
  })

  test('for reinforcement joins accepted answers with a slash, where its scorer splits them', () => {
    const one = row('vlir-rl', traceOf(accepted(), { gold: ['8', 'eight'], source: 'textvqa' }))
    expect(one).toMatchObject({ question: 'What is the total?', answer: '8/eight', source: 'textvqa' })
  })
})

describe('Visual-CoT', () => {
  // A record as its trainer reads it; what it holds is what these tests are about.
  const cot = (project: Project, more: Partial<ExportTrace> = {}) =>
    row('visual-cot', traceOf(project, more)) as unknown as {
      readonly split: string
      readonly image: readonly { readonly suffix?: string }[]
      readonly conversations: readonly { readonly from: string; readonly value: string }[]
    }

  test('asks, names the region, shows it and answers', () => {
    const { conversations } = cot(accepted())
    expect(conversations.map((c) => c.from)).toEqual(['human', 'gpt', 'human', 'gpt'])
    expect(conversations[0]?.value).toMatch(/^<image>\nWhat is the total\? Please provide the bounding box/)
    expect(conversations[2]?.value).toBe('<image>')
    expect(conversations[3]?.value).toBe('7')
  })

  test('takes a reviewer’s gold box before any look', () => {
    const { conversations, image } = cot(accepted({ goldBoxes: [box(0, 0, 504.9, 378.9)] }))
    // 1008 × 756, padded by 126 above: (378.9 + 126) / 1008.
    expect(conversations[1]?.value).toBe('[0.000, 0.125, 0.501, 0.501]')
    expect(image[1]?.suffix).toBe('###[0, 0, 504, 378]')
  })

  test('pads a tall image at its sides, by whole pixels rounded down', () => {
    const project = accepted({ goldBoxes: [box(0, 0, 101, 200)] })
    const { conversations } = cot({ ...project, image: { ...project.image, width: 101, height: 200 } })
    // (200 − 101) // 2 = 49.
    expect(conversations[1]?.value).toBe('[0.245, 0.000, 0.750, 1.000]')
  })

  test('pads a wide image above and below in the same way', () => {
    const project = accepted({ goldBoxes: [box(0, 0, 200, 101)] })
    const { conversations } = cot({ ...project, image: { ...project.image, width: 200, height: 101 } })
    expect(conversations[1]?.value).toBe('[0.000, 0.245, 1.000, 0.750]')
  })

  test('calls the dev split `val`, and refuses a trace that names no region or no answer', () => {
    expect(cot(accepted(), { split: 'dev' }).split).toBe('val')
    expect(cot(accepted(), { split: 'test' }).split).toBe('test')
    expect(why('visual-cot', traceOf(accepted({}, [thought('t', 'x'), answer('a', '7')])))).toBe(
      'It has no look.',
    )
    expect(why('visual-cot', traceOf(accepted({}, [look('l1')])))).toBe('It has no answer.')
  })
})

describe('words that a trainer would take for an image', () => {
  const marks = ['<image>', '<video>', '<audio>', '<|image_pad|>', '<|video_pad|>']
  const asking = (question: string): ExportTrace => {
    const project: Project = {
      ...accepted({ steps: { t1: 'good' } }),
      drafts: { a1: { type: 'text', text: '8' } },
    }
    return traceOf({ ...project, branches: project.branches.map((b) => ({ ...b, question })) })
  }
  // These keep images apart from words, or write no image marks at all.
  const apart: readonly string[] = ['openai', 'relook', 'trl-stepwise', 'prm800k']
  const all: readonly Writer[] = writers

  test.each(all.filter((w) => !apart.includes(w.id)).map((w) => w.id))(
    'keep a trace out of %s, with the reason',
    (id) => {
      for (const mark of marks)
        expect(why(id, asking(`What does ${mark} mean?`))).toBe(
          `Its words hold “${mark}”, which the trainer would take for an image.`,
        )
    },
  )

  test.each(apart)('are words like any in %s', (id) => {
    expect(why(id, asking('What does <image> mean?'))).toBeUndefined()
  })
})
