/** Which branches of a project are exported, with which words and gold answers, and why others are not. */
import { describe, expect, test } from 'vitest'
import {
  defaultSelection,
  select,
  dataSourceOf,
  splitOf,
  type ExportSelection,
} from '../../../app/exports/select'
import { box } from '../../../app/geometry/box'
import { missingImage } from '../../../app/trace/image'
import type { Origin } from '../../../app/trace/origin'
import type { Branch, Project } from '../../../app/trace/project'
import { blankReview, reviewKey, type Review } from '../../../app/trace/review'
import fc from '../../builders/properties'
import { must } from '../../builders/must'
import { branch, fiveSteps, projectWith } from '../../builders/project'

const origin: Origin = {
  ...{ collection: 'c', row: 0, file: 'traces.jsonl', line: 1, format: 'vlm-r3-log' },
  ...{ goldBoxes: [], pictures: [], main: 0, meta: {} },
}
const said = (by: string, more: Partial<Review> = {}): Review => ({ ...blankReview(by, 5), ...more })
const reviewed = (...reviews: readonly Review[]): Project => ({
  ...projectWith(),
  reviews: Object.fromEntries(reviews.map((r) => [reviewKey('main', r.by), r])),
})
const withBranches = (...more: readonly Branch[]): Project => {
  const project = projectWith()
  return { ...project, branches: [...project.branches, ...more] }
}
const path = fiveSteps.map((s) => s.id)
const taken = (project: Project, selection: Partial<ExportSelection> = {}) =>
  select(project, { ...defaultSelection, ...selection })
const ids = (project: Project, selection: Partial<ExportSelection> = {}) =>
  taken(project, selection).traces.map((t) => t.branch.id)
const why = (project: Project, selection: Partial<ExportSelection> = {}) =>
  taken(project, selection).skipped.map((s) => s.reason)

describe('of the branches', () => {
  const many = withBranches(
    branch('b2', path),
    { ...branch('b3', path), binned: true },
    { ...branch('b4', path), trial: true },
  )

  test('the main one is taken, or all that are not in the bin; never a crop intervention', () => {
    expect(ids(many)).toEqual(['b2'])
    expect(ids(many, { branches: 'all' })).toEqual(['main', 'b2'])
    expect(why(many, { branches: 'all' })).toEqual(['It is a crop intervention.'])
  })

  test('one that is asked for is taken even from the bin, and one that is not there is said', () => {
    expect(ids(many, { branch: 'b3' })).toEqual(['b3'])
    expect(taken(many, { branch: 'zz', branches: 'all' })).toEqual({
      traces: [],
      skipped: [{ id: 'p/zz', reason: 'It has no such branch.' }],
    })
    expect(why(many, { branch: 'b4' })).toEqual(['It is a crop intervention.'])
  })

  test('none are taken of a project without any', () => {
    expect(taken({ ...projectWith(), branches: [] })).toEqual({ traces: [], skipped: [] })
  })

  test('each is called as its file calls it, with its own name where there are several', () => {
    const named = (project: Project) => taken(project, { branches: 'all' }).traces.map((t) => t.id)
    expect(named(projectWith())).toEqual(['p'])
    expect(named({ ...projectWith(), origin: { ...origin, id: 'row-7' } })).toEqual(['row-7'])
    expect(named({ ...many, origin: { ...origin, id: 'row-7' } })).toEqual(['row-7/main', 'row-7/b2'])
  })
})

describe('by what people decided', () => {
  test.each<[string, Partial<ExportSelection>, readonly Review[], readonly string[]]>([
    ['nobody, all are taken', {}, [], []],
    ['nobody, none is reviewed', { verdict: 'reviewed' }, [], ['Nobody has decided on it.']],
    [
      'who only looked, none is reviewed',
      { verdict: 'reviewed' },
      [said('ana')],
      ['Nobody has decided on it.'],
    ],
    [
      'who skipped it, none is reviewed',
      { verdict: 'reviewed' },
      [said('ana', { verdict: 'skipped' })],
      ['Nobody has decided on it.'],
    ],
    ['who rejected it, it is reviewed', { verdict: 'reviewed' }, [said('ana', { verdict: 'rejected' })], []],
    [
      'who rejected it, it is not accepted',
      { verdict: 'accepted' },
      [said('ana', { verdict: 'rejected' })],
      ['It is rejected.'],
    ],
    [
      'who flagged it, it is not accepted',
      { verdict: 'accepted' },
      [said('ana', { verdict: 'flagged' })],
      ['It is flagged.'],
    ],
    ['who accepted it, it is', { verdict: 'accepted' }, [said('ana', { verdict: 'accepted' })], []],
    [
      'a judge, nobody has decided',
      { verdict: 'reviewed' },
      [said('judge', { judge: true, verdict: 'accepted' })],
      ['Nobody has decided on it.'],
    ],
    [
      'the newer one who settled it for two others',
      { verdict: 'accepted' },
      [
        said('ana', { verdict: 'accepted', at: 9, settles: ['bo', 'cy'] }),
        said('bo', { verdict: 'rejected' }),
        said('cy', { verdict: 'flagged' }),
      ],
      [],
    ],
    [
      'one who settled only one of two others, they disagree',
      { verdict: 'accepted' },
      [
        said('ana', { verdict: 'accepted', at: 9, settles: ['bo'] }),
        said('bo', { verdict: 'rejected' }),
        said('cy', { verdict: 'flagged' }),
      ],
      ['Annotators disagree about it.'],
    ],
    [
      'the older one who settled it before the other decided, they disagree',
      { verdict: 'accepted' },
      [
        said('ana', { verdict: 'accepted', at: 1, settles: ['bo'] }),
        said('bo', { verdict: 'rejected', at: 9 }),
      ],
      ['Annotators disagree about it.'],
    ],
  ])('%s', (_, selection, reviews, reasons) => {
    expect(why(reviewed(...reviews), selection)).toEqual(reasons)
    expect(ids(reviewed(...reviews), selection)).toHaveLength(1 - reasons.length)
  })

  test.each<[readonly string[], readonly string[], readonly string[]]>([
    [[], [], []],
    [['format'], [], []],
    [['format', 'other'], [], []],
    [['other'], [], ['It has none of the wanted tags.']],
    [[], ['format'], ['It has an unwanted tag.']],
    [[], ['other'], []],
    [['format'], ['misread'], ['It has an unwanted tag.']],
  ])('with tags of %j and without %j: %j', (withTags, withoutTags, reasons) => {
    const project = reviewed(said('ana', { tags: ['format'] }), said('bo', { tags: ['misread'] }))
    expect(why(project, { withTags, withoutTags })).toEqual(reasons)
  })

  test('a judge’s tags count for nothing', () => {
    expect(why(reviewed(said('m', { judge: true, tags: ['format'] })), { withoutTags: ['format'] })).toEqual(
      [],
    )
  })
})

describe('the words', () => {
  const moved: Project = {
    ...projectWith(),
    drafts: { a1: { type: 'text', text: '8' }, l1: { type: 'region', region: box(1, 1, 99, 99) } },
  }
  const answers = (selection: Partial<ExportSelection>) => {
    const { steps, original, corrected } = must(taken(moved, selection).traces[0])
    return [steps, original]
      .map((all) => all.flatMap((s) => (s.type === 'answer' ? [s.text] : []))[0])
      .concat(String(corrected))
  }

  test('are as corrected, with the original beside them, or the original again', () => {
    expect(answers({})).toEqual(['8', '7', 'true'])
    expect(answers({ words: 'original' })).toEqual(['7', '7', 'false'])
  })

  test('of a trace that nobody changed are its own, and it is not corrected', () => {
    const { steps, original, corrected } = must(taken(projectWith()).traces[0])
    expect(steps).toBe(original)
    expect(corrected).toBe(false)
  })

  test('of a person’s new step are theirs by name', () => {
    const project: Project = {
      ...reviewed(said('ana', { verdict: 'accepted' })),
      drafts: { n: { type: 'thought', branch: 'main', after: 't1', text: 'Wait.' } },
    }
    const put = must(taken(project).traces[0]).steps.find((s) => s.type === 'thought' && s.text === 'Wait.')
    expect(put?.author).toEqual({ type: 'person', name: 'ana' })
  })
})

describe('the accepted answer', () => {
  const gold = (project: Project) => must(taken(project).traces[0]).gold
  const filed: Project = { ...projectWith(), origin: { ...origin, gold: ['7', 'seven'] } }

  test.each<[string, Project, readonly string[]]>([
    ['nobody’s where nobody says it', projectWith(), []],
    ['the file’s', filed, ['7', 'seven']],
    [
      'a reviewer’s before the file’s',
      { ...filed, reviews: reviewed(said('ana', { gold: '8' })).reviews },
      ['8'],
    ],
    [
      'not a reviewer’s that is blank',
      { ...filed, reviews: reviewed(said('ana', { gold: ' ' })).reviews },
      ['7', 'seven'],
    ],
    [
      'the newest reviewer’s',
      reviewed(said('ana', { gold: '8', at: 1 }), said('bo', { gold: '9', at: 2 })),
      ['9'],
    ],
    ['the trace’s own where it was accepted', reviewed(said('ana', { verdict: 'accepted' })), ['7']],
    ['none where it was only flagged', reviewed(said('ana', { verdict: 'flagged' })), []],
    ['none of a judge', reviewed(said('m', { judge: true, verdict: 'accepted', gold: '9' })), []],
    [
      'the corrected one where that was accepted',
      { ...reviewed(said('ana', { verdict: 'accepted' })), drafts: { a1: { type: 'text', text: '8' } } },
      ['8'],
    ],
  ])('is %s', (_, project, answers) => expect(gold(project)).toEqual(answers))
})

describe('the data set of a trace', () => {
  const meta = (fields: Record<string, unknown>): Project => ({
    ...projectWith(),
    origin: { ...origin, meta: fields },
  })
  test.each<[string, Project, string]>([
    ['a run of one’s own', projectWith(), 'relook'],
    ['a file', meta({}), 'traces.jsonl'],
    ['a file that names its source', meta({ source: 'gqa', dataset: 'x' }), 'gqa'],
    ['a file that names its data set', meta({ dataset: 'textvqa' }), 'textvqa'],
    ['a file of verl', meta({ data_source: 'hiyouga/geometry3k' }), 'hiyouga/geometry3k'],
    ['a file of MMK12', meta({ data_type: 'MMK12' }), 'MMK12'],
    ['a file whose source is blank, or no word', meta({ source: ' ', dataset: 7 }), 'traces.jsonl'],
  ])('%s is %s', (_, project, name) => expect(dataSourceOf(project)).toBe(name))
})

describe('the split of an image', () => {
  const imaged = (id: string): Project => ({ ...projectWith(), image: { ...projectWith().image, id } })
  const shares = fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([a, b]) => ({ test: Math.min(a, b), dev: Math.max(a, b) - Math.min(a, b) }))

  test('is train where nothing else is wanted, test where all is', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (id, seed) => {
        expect(splitOf(imaged(`x${id}`), { dev: 0, test: 0, seed })).toBe('train')
        expect(splitOf(imaged(`x${id}`), { dev: 0, test: 1, seed })).toBe('test')
        expect(splitOf(imaged(`x${id}`), { dev: 1, test: 0, seed })).toBe('dev')
      }),
    )
  })

  test('stays test while the share of test grows: more test data takes none of it away', () => {
    fc.assert(
      fc.property(
        fc.string(),
        shares,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (id, { test: share }, more) => {
          const project = imaged(`x${id}`)
          const grown = Math.min(1, share + more)
          if (splitOf(project, { dev: 0, test: share, seed: 3 }) === 'test')
            expect(splitOf(project, { dev: 0, test: grown, seed: 3 })).toBe('test')
        },
      ),
    )
  })

  test('of another seed is another one for many images', () => {
    const all = Array.from({ length: 200 }, (_, i) => imaged(`picture-${i}`))
    const halves = (seed: number) => all.map((p) => splitOf(p, { dev: 0, test: 0.5, seed }))
    expect(halves(1)).toEqual(halves(1))
    expect(halves(1).filter((s, i) => s !== halves(2)[i]).length).toBeGreaterThan(60)
  })

  test('that was not found goes by its name in the file, so that all questions about it stay together', () => {
    const missing = (name: string): Project => ({
      ...imaged(missingImage),
      origin: {
        ...origin,
        pictures: [
          { type: 'path', name: 'other.png' },
          { type: 'path', name },
        ],
        main: 1,
      },
    })
    const half = { dev: 0, test: 0.5, seed: 1 }
    const found = Array.from({ length: 40 }, (_, i) => splitOf(missing(`${i}.png`), half))
    expect(new Set(found)).toEqual(new Set(['train', 'test']))
    expect(found).toEqual(Array.from({ length: 40 }, (_, i) => splitOf(imaged(`${i}.png`), half)))
  })
})
