/** Writers: a trace in other words, with the region as the truth. */
import fc from '../../builders/properties'
import { describe, expect, test } from 'vitest'
import { must } from '../../builders/must'
import { dialectOf, dialects, type Dialect } from '../../../app/dialects'
import { retell } from '../../../app/exports/retell'
import type { DialogueMessage } from '../../../app/exports/teller'
import { defaultSelection, select, splitOf } from '../../../app/exports/select'
import { visualCot } from '../../../app/exports/visual-cot'
import { trlPreference } from '../../../app/exports/trl'
import type { ExportTrace } from '../../../app/exports'
import { box, iou } from '../../../app/geometry/box'
import { reviewKey, type Review } from '../../../app/trace/review'
import type { Project } from '../../../app/trace/project'
import { answer, fiveSteps, look, projectWith, thought } from '../../builders/project'
import { trees } from '../../builders/trees'
import { placed, written } from '../../builders/reading'

function dialect(id: string): Dialect {
  const found = dialectOf(id)
  if (found === undefined) throw new Error(id)
  return found
}

function traceOf(project: Project, selection = {}): ExportTrace {
  const [trace] = select(project, { ...defaultSelection, ...selection }).traces
  if (trace === undefined) throw new Error('no trace')
  return trace
}

/** The dialogue in one line per message: pictures as their size. */
function shown(messages: readonly DialogueMessage[]): string[] {
  return messages.map(
    (m) =>
      `${m.role}: ${m.pieces.map((p) => (p.type === 'text' ? p.text : `[${p.view.crop === undefined ? 'image' : `${p.view.size.width}×${p.view.size.height}`}]`)).join('')}`,
  )
}

function told(trace: ExportTrace, id: string, budgets = dialect(id).budgets): string[] {
  const result = retell(trace, { dialect: dialect(id), budgets })
  if (!result.ok) throw new Error(result.issues[0]?.message)
  return shown(result.value.messages)
}

describe('in its own language', () => {
  const frame = must(projectWith().branches[0]).view.size
  const budgets = {
    image: { minPixels: 784, maxPixels: frame.width * frame.height },
    crop: { minPixels: 784, maxPixels: 31360 },
  }

  test('what the model wrote stays to the letter where the picture is as large as it was', () => {
    const messages = told(traceOf(projectWith()), 'vlm-r3', budgets)
    expect(messages[1]).toMatch(
      /^assistant: <think>I look for the total\. \{"bbox_2d": \[10, 20, 110, 120\]\}\n\[\d+×\d+\]It reads 7\. <answer>7<\/answer>$/,
    )
  })

  test('in another picture size the numbers are written anew', () => {
    const [, reply] = told(traceOf(projectWith()), 'vlm-r3')
    // Three times the pixels per edge: the region is 30…331 × 60…361 of 1008 × 756.
    expect(reply).toContain('{"bbox_2d": [30, 60, 330, 360]}\n')
  })

  test('a box past the edge is written as what it is', () => {
    const over = {
      ...look('l1', [10, 20, 900, 120]),
      region: box<'image'>(30, 60, 1008, 361),
      flags: ['clamped' as const],
    }
    const project = projectWith([thought('t', 'x'), over, answer('a', '7')])
    expect(told(traceOf(project), 'vlm-r3', budgets)[1]).toContain('{"bbox_2d": [10, 20, 336, 120]}')
  })

  test('a line end between look and crop is not written twice', () => {
    const steps = [
      { ...thought('t1', 'x') },
      { ...look('l1'), raw: '{"bbox_2d": [10, 20, 110, 120]}' },
      { ...must(fiveSteps[2]), look: 'l1' } as (typeof fiveSteps)[number],
      { ...answer('a', '7'), raw: '\n<answer>7</answer>' },
    ]
    expect(told(traceOf(projectWith(steps)), 'vlm-r3', budgets)[1]).toMatch(/\]\}\n\[\d+×\d+\]<answer>7/)
  })
})

describe('in another language', () => {
  test('VLM-R³ as DeepEyes: a call, a turn of the tool, closed tags', () => {
    const messages = told(traceOf(projectWith()), 'deepeyes')
    expect(messages.map((m) => m.split(':')[0])).toEqual(['system', 'user', 'assistant', 'user', 'assistant'])
    expect(messages[2]).toMatch(
      /^assistant: <think>I look for the total\.\n<\/think>\n<tool_call>.*"bbox_2d": ?\[30, 60, 331, 361\]/s,
    )
    expect(messages[4]).toMatch(/^assistant: <think>It reads 7\.\n<\/think>\n<answer>\s*7\s*<\/answer>$/)
  })

  test('VLM-R³ as Qwen3-VL: thousandths, the tool gives the crop', () => {
    const messages = told(traceOf(projectWith()), 'qwen3-vl')
    expect(messages.find((m) => m.includes('tool_call>'))).toBeDefined()
    expect(messages.join('\n')).toContain('"bbox_2d": [29, 79, 329, 478]')
  })

  test('every language that shows crops can tell every trace, and reads the regions back', () => {
    const showing = dialects.filter((d) => d.shows !== 'none')
    fc.assert(
      fc.property(trees, fc.constantFrom(...showing), (project, target) => {
        for (const trace of select(project, { ...defaultSelection, branches: 'all', words: 'original' })
          .traces) {
          const result = retell(trace, { dialect: target, budgets: target.budgets })
          if (!result.ok) continue
          const text = result.value.messages
            .slice(result.value.asked)
            .flatMap((m) => (m.role === 'assistant' ? m.pieces : []))
            .map((p) => (p.type === 'text' ? p.text : ''))
            .join('')
          const looks = trace.steps.flatMap((s) => (s.type === 'look' ? [s] : []))
          const crops = result.value.messages
            .slice(1)
            .flatMap((m) => m.pieces)
            .filter((p) => p.type === 'image').length
          // Words that look like a request of their own make more of it; never fewer.
          const spans = target.spans(text).filter((s) => s.type === 'look')
          expect(spans.length).toBeGreaterThanOrEqual(looks.length)
          expect(crops).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('the region of a request is the region that was meant', () => {
    const image = { width: 1008, height: 756 }
    const edge = fc.integer({ min: 0, max: 700 })
    for (const target of dialects) {
      if (target.shows === 'none' || target.id === 'vigorl') continue
      const frame = target.overview('i', image, target.budgets).size
      fc.assert(
        fc.property(edge, edge, fc.integer({ min: 40, max: 300 }), (left, top, side) => {
          const region = box<'image'>(left, top, Math.min(1008, left + side), Math.min(756, top + side))
          const { numbers } = written(target, region, image, frame)
          const back = placed(target, numbers, image, frame).region
          expect(iou(region, back)).toBeGreaterThan(0.8)
        }),
        { numRuns: 30 },
      )
    }
  })

  test('what cannot be told is said, not written', () => {
    const reason = (steps: Parameters<typeof projectWith>[0]) => {
      const result = retell(traceOf(projectWith(steps)), {
        dialect: dialect('vlm-r3'),
        budgets: dialect('vlm-r3').budgets,
      })
      return result.ok ? 'told' : result.issues[0]?.message
    }
    expect(reason([thought('t', 'x')])).toBe('It has no answer.')
    expect(reason([{ ...look('l'), flags: ['invalid'] }, answer('a', '7')])).toBe(
      'A look has no area inside the image.',
    )
    expect(reason([{ ...look('l'), flags: ['other-image'] }, answer('a', '7')])).toContain(
      'image the trace does not have',
    )
  })
})

describe('Visual-CoT', () => {
  test('pads and rounds as the project does', () => {
    const result = visualCot.write(traceOf(projectWith()), {
      dialect: dialect('visual-cot'),
      budgets: dialect('visual-cot').budgets,
    })
    if (!result.ok) throw new Error('not written')
    const [row] = result.value as unknown as {
      conversations: { value: string }[]
      image: { suffix?: string }[]
    }[]
    // 1008 × 756: (1008 − 756) // 2 = 126 above; [30, 60, 331, 361] → (30, 186, 331, 487) / 1008.
    expect(row?.conversations[1]?.value).toBe('[0.030, 0.185, 0.328, 0.483]')
    expect(row?.image[1]?.suffix).toBe('###[30, 60, 331, 361]')
  })
})

describe('preference pairs', () => {
  test('hold the corrected words over the original ones', () => {
    const project: Project = { ...projectWith(), drafts: { a1: { type: 'text', text: '8' } } }
    const result = trlPreference.write(traceOf(project), {
      dialect: dialect('vlm-r3'),
      budgets: dialect('vlm-r3').budgets,
    })
    if (!result.ok) throw new Error(result.issues[0]?.message)
    const text = (value: unknown) => JSON.stringify(value)
    expect(text(result.value[0]?.['chosen'])).toContain('<answer>8</answer>')
    expect(text(result.value[0]?.['rejected'])).toContain('<answer>7</answer>')
    expect(text(result.value[0]?.['chosen'])).not.toContain('<image>')
  })

  test('are not made of a trace nobody has corrected', () => {
    const result = trlPreference.write(traceOf(projectWith()), {
      dialect: dialect('vlm-r3'),
      budgets: dialect('vlm-r3').budgets,
    })
    expect(result.issues[0]?.message).toBe('Nobody has corrected it.')
  })
})

describe('selection', () => {
  const review = (by: string, verdict: Review['verdict'], at: number): Review => ({
    tags: [],
    note: '',
    goldBoxes: [],
    by,
    at,
    spent: 0,
    ...(verdict === undefined ? {} : { verdict }),
  })
  const reviewed = (...reviews: Review[]): Project => ({
    ...projectWith(),
    reviews: Object.fromEntries(reviews.map((r) => [reviewKey('main', r.by), r])),
  })
  const reasonOf = (project: Project) =>
    select(project, { ...defaultSelection, verdict: 'accepted' }).skipped[0]?.reason

  test('two annotators who disagree do not make an accepted trace, until one settles it', () => {
    expect(reasonOf(reviewed(review('ana', 'accepted', 2), review('bo', 'rejected', 1)))).toBe(
      'Annotators disagree about it.',
    )
    expect(
      reasonOf(reviewed({ ...review('ana', 'accepted', 2), settles: ['bo'] }, review('bo', 'rejected', 1))),
    ).toBeUndefined()
    expect(reasonOf(reviewed(review('ana', 'skipped', 2), review('bo', 'accepted', 1)))).toBeUndefined()
  })

  test('the same picture is always in the same split, whatever the shares around it', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.nat(1000),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (id, seed, share) => {
          const project = { ...projectWith(), image: { ...projectWith().image, id: `x${id}` } }
          const a = splitOf(project, { dev: share, test: share, seed })
          expect(
            splitOf({ ...project, id: 'other', title: 'other' }, { dev: share, test: share, seed }),
          ).toBe(a)
        },
      ),
    )
  })

  test('shares come out about right', () => {
    const counts = { train: 0, dev: 0, test: 0 }
    for (let i = 0; i < 4000; i++) {
      const project = { ...projectWith(), image: { ...projectWith().image, id: `picture-${i}` } }
      counts[splitOf(project, { dev: 0.1, test: 0.2, seed: 1 })]++
    }
    expect(Math.abs(counts.dev / 4000 - 0.1)).toBeLessThan(0.02)
    expect(Math.abs(counts.test / 4000 - 0.2)).toBeLessThan(0.02)
  })
})
