/** Arbitrary whole projects for property tests: several branches, drafts, reviews, odd words. */
import fc from './properties'
import { box, type Box } from '../../app/geometry/box'
import { reviewKey, verdicts, type Review } from '../../app/trace/review'
import type { Branch, Draft, Project } from '../../app/trace/project'
import type { Step } from '../../app/trace/step'
import { answer, branch, look, observation, overview, projectWith, thought } from './project'

const word = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
const number = fc.integer({ min: 0, max: 300 })
const region = fc
  .tuple(number, number, number, number)
  .map(([a, b, c, d]) =>
    box<'image'>(Math.min(a, c), Math.min(b, d), Math.max(a, c) + 30, Math.max(b, d) + 30),
  )

const rounds = fc.array(
  fc.record({
    said: word,
    numbers: fc.tuple(number, number, number, number),
    seen: fc.boolean(),
  }),
  { maxLength: 3 },
)

/** The steps of one branch, with ids of its own. */
function stepsFrom(
  id: string,
  made: readonly { said: string; numbers: readonly number[]; seen: boolean }[],
  last?: string,
) {
  const steps = made.flatMap(({ said, numbers, seen }, i): Step[] => [
    thought(`${id}t${i}`, said),
    look(`${id}l${i}`, numbers),
    ...(seen ? [observation(`${id}o${i}`, `${id}l${i}`)] : []),
  ])
  return last === undefined ? steps : [...steps, answer(`${id}a`, last)]
}

const review: fc.Arbitrary<Review> = fc.record(
  {
    verdict: fc.constantFrom(...verdicts),
    tags: fc.array(fc.constantFrom('wrong place', 'format', 'misread crop'), { maxLength: 2 }),
    note: word,
    goldBoxes: fc.array(region, { maxLength: 1 }),
    gold: word,
    by: fc.constantFrom('ana', 'bo'),
    at: fc.nat(1e9),
    spent: fc.nat(1e6),
  },
  { requiredKeys: ['tags', 'note', 'goldBoxes', 'by', 'at', 'spent'] },
)

/** Any tree of up to three branches. */
export const trees: fc.Arbitrary<Project> = fc
  .array(
    fc.record({
      rounds,
      last: fc.option(word, { nil: undefined }),
      star: fc.boolean(),
      binned: fc.boolean(),
      reviews: fc.array(review, { maxLength: 2 }),
      moved: fc.option(region, { nil: undefined }),
      said: fc.option(word, { nil: undefined }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts): Project => {
    const base = projectWith([])
    const made = parts.map((part, i) => {
      const id = `b${i}`
      const steps = stepsFrom(id, part.rounds, part.last)
      return { part, id, steps, branch: branchFrom(id, steps, part) }
    })
    return {
      ...base,
      steps: Object.fromEntries(made.flatMap(({ steps }) => steps.map((s) => [s.id, s]))),
      branches: made.map((m) => m.branch),
      drafts: Object.fromEntries(made.flatMap(({ id, steps, part }) => draftsFrom(id, steps, part))),
      reviews: Object.fromEntries(
        made.flatMap(({ id, part }) => part.reviews.map((r) => [reviewKey(id, r.by), r] as const)),
      ),
      history: { past: [], future: [] },
    }
  })

function branchFrom(id: string, steps: readonly Step[], part: { star: boolean; binned: boolean }): Branch {
  return {
    ...branch(
      id,
      steps.map((s) => s.id),
    ),
    star: part.star,
    binned: part.binned,
    view: overview,
    run: { type: 'ended', startedAt: 1, endedAt: 2, reason: 'answered' },
  }
}

function draftsFrom(
  id: string,
  steps: readonly Step[],
  part: { readonly moved: Box<'image'> | undefined; readonly said: string | undefined },
): [string, Draft][] {
  const drafts: [string, Draft][] = []
  const first = steps.find((s) => s.type === 'look')
  if (first !== undefined && part.moved !== undefined)
    drafts.push([first.id, { type: 'region', region: part.moved }])
  if (part.said !== undefined) drafts.push([`${id}n`, { type: 'thought', branch: id, text: part.said }])
  return drafts
}
