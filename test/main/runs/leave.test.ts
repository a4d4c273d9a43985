/** Where a branch is left between its tokens: whatever the cuts between steps, the segment begins with its own tokens up to the place. */
import { describe, expect, test } from 'vitest'
import { createTokenCutter } from '../../../app/reading/token-cut'
import type { Step, Token } from '../../../app/trace/step'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { defaultSettings } from '../../../app/trace/project'
import { begunWith, leaveAt } from '../../../main/runs/forced'
import { beginRun } from '../../../main/runs/run-plan'
import { info } from '../../builders/model'
import { must } from '../../builders/must'
import { projectWith } from '../../builders/project'
import fc from '../../builders/properties'

const author = { type: 'model', model: 'm' } as const
const thought = (id: string, tokens: readonly Token[], more: Partial<Step> = {}): Step =>
  ({
    id,
    author,
    at: 0,
    type: 'thought',
    raw: tokens.map((t) => t.text).join(''),
    text: '',
    tokens,
    ...more,
  }) as Step
const seen = { id: 'o', author, at: 0, type: 'observation', raw: '', look: 'l', view: {} } as unknown as Step
const named = (...texts: string[]): Token[] => texts.map((text, id) => ({ id, text, logprob: -1 }))

describe('leaving a branch between its tokens', () => {
  test('any place of any segment, cut into steps anywhere', () => {
    const pieces = fc.array(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(30), { maxLength: 3 }), fc.nat(), (texts, cuts, n) => {
        const tokens = named(...texts)
        const cutter = createTokenCutter(tokens)
        const parts = [...[...cuts].sort((a, b) => a - b), Infinity].map((end) => cutter.upTo(end))
        const steps = parts.flatMap((part, i) => (part.length === 0 ? [] : [thought(`s${i}`, part)]))
        const places = steps.flatMap((s) => (s.tokens ?? []).map((token, at) => ({ step: s.id, at, token })))
        const place = places[n % places.length] as (typeof places)[number]
        const before = [thought('a', named('other')), seen]
        const left = leaveAt([...before, ...steps], place)
        expect(left.kept).toBe('o')
        expect(left.written).toEqual(tokens.slice(0, place.token.id))
      }),
    )
  })

  test('words of a person, and what the loop closed, are kept and not written again', () => {
    const [mine, closed] = [
      thought('p', [], { raw: 'mine' }),
      thought('c', named('x'), { raw: 'x\n', appended: '\n' }),
    ]
    const own = thought('s', named('a', 'b', 'c'))
    expect(leaveAt([mine, own], { step: 's', at: 1 })).toMatchObject({ kept: 'p', written: [{ text: 'a' }] })
    expect(leaveAt([closed, own], { step: 's', at: 1 })).toMatchObject({ kept: 'c' })
    expect(leaveAt([own], { step: 's', at: 0 })).not.toHaveProperty('kept')
    const [behind] = leaveAt([own], { step: 's', at: 0 }).behind
    expect(behind?.raw).toBe('bc')
  })

  test('what is put there says so, and keeps what was possible', () => {
    const top = [
      { text: 'a', logprob: -0.1, id: 0 },
      { text: 'z', logprob: -2, id: 9 },
    ]
    const own = thought('s', [{ id: 0, text: 'a', logprob: -0.1, top, entropy: 0.4, rank: 1 }])
    const left = leaveAt([own], { step: 's', at: 0 })
    const z = { text: 'z', logprob: -2, id: 9 }
    expect(begunWith(left, [z, { text: '!', logprob: -1 }]).tokens).toEqual([
      { ...z, forced: true, top, entropy: 0.4, rank: 2 },
      { id: -1, text: '!', logprob: -1, forced: true },
    ])
    expect(begunWith(left, [{ text: '', logprob: -3, ends: true }])).toEqual({ tokens: [], ends: true })
  })

  test('a step whose words were changed has no tokens to go on between', () => {
    const own = thought('s', named('a', 'b'), { raw: 'other' })
    expect(() => leaveAt([own], { step: 's', at: 0 })).toThrow('not known')
  })
})

describe('a run from a place', () => {
  const project = projectWith([thought('s', named('a', 'b'))])
  const [base] = project.branches
  const plan = (id: string, unfinished: 'continued' | 'asked') =>
    beginRun({
      project: {
        ...project,
        branches: [{ ...must(base), model: 'm', manner: { crops: 'user', unfinished } }],
      },
      request: {
        project: project.id,
        from: { branch: must(base).id, token: { step: 's', at: 1, forced: [{ text: 'z', logprob: -2 }] } },
        question: 'q',
        model: id,
        settings: defaultSettings,
      },
      info: { ...info, id },
      dialect: vlmR3,
      newId: () => 'new',
      now: () => 1,
    })

  test('begins with what was written up to it, and says what it is in its name', () => {
    const { branch, begun } = plan('m', 'continued')
    expect(begun?.tokens.map((t) => t.text)).toEqual(['a', 'z'])
    expect(branch.name).toBe('“z” instead of “b”')
    expect(branch.fork).toEqual({ branch: must(base).id })
  })

  test('is refused for another model, and where a server does not go on within a turn', () => {
    expect(() => plan('other', 'continued')).toThrow('alternatives of the model that wrote this branch')
    expect(() => plan('m', 'asked')).toThrow('does not go on within a turn')
  })
})
