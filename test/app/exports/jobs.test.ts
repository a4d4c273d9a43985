/** A GRPO job: what the rewards are told of each question, and scripts that say what was chosen. */
import { describe, expect, test } from 'vitest'
import { dialectOf } from '../../../app/dialects'
import { writerOf, type ExportTrace } from '../../../app/exports'
import { budgets, pixelLines, questionOf, rewardWords } from '../../../app/exports/grpo/job'
import { withSettings } from '../../../app/exports/grpo/settings'
import { defaultSelection, select } from '../../../app/exports/select'
import type { ExportFacts } from '../../../app/exports/writer'
import { box } from '../../../app/geometry/box'
import { terms } from '../../../app/rewards/reward'
import { paper, released, type Scoring } from '../../../app/rewards/variants'
import type { Origin } from '../../../app/trace/origin'
import type { Project } from '../../../app/trace/project'
import { blankReview } from '../../../app/trace/review'
import { must } from '../../builders/must'
import { projectWith } from '../../builders/project'

const facts: ExportFacts = {
  name: 'receipts',
  counts: { train: 2, dev: 0, test: 0 },
  files: { train: ['train-0.parquet', 'train-1.parquet'], dev: [], test: [] },
}
const dialect = must(dialectOf('vlm-r3'))
const origin: Origin = {
  ...{ collection: 'c', row: 0, file: 'traces.jsonl', line: 1, format: 'vlm-r3-log', gold: ['7', 'seven'] },
  ...{ pictures: [], main: 0, meta: { source: 'gqa' } },
  goldBoxes: [{ numbers: [1, 2, 30, 40], space: 'image', region: box(1, 2, 30, 40) }],
}
const traceOf = (project: Project): ExportTrace => must(select(project, defaultSelection).traces[0])
const filed: Project = { ...projectWith(), origin }

describe('a question of a job', () => {
  const askedOf = (project: Project) => {
    const result = questionOf(traceOf(project), { dialect, budgets })
    if (!result.ok) throw new Error(result.issues[0]?.message)
    return { ...result.value, asked: JSON.parse(result.value.asked) as unknown }
  }

  test('tells rewards the accepted answers, the sizes, the given boxes and the source', () => {
    expect(askedOf(filed)).toMatchObject({
      solution: '7/seven',
      asked: {
        gold: ['7', 'seven'],
        size: [1008, 756],
        // 36 × 28 and 27 × 28: boxes count in pixels of the image itself.
        frame: [1008, 756],
        boxes: [[1, 2, 30, 40]],
        source: 'gqa',
      },
    })
  })

  test('takes a reviewer’s boxes before the file’s', () => {
    const review = {
      ...blankReview('ana', 1),
      goldBoxes: [box<'image'>(5, 6, 70, 80), box<'image'>(0, 0, 9, 9)],
    }
    expect(askedOf({ ...filed, reviews: { 'main/ana': review } }).asked).toMatchObject({
      boxes: [
        [5, 6, 70, 80],
        [0, 0, 9, 9],
      ],
    })
  })

  test('is shown smaller where the image is larger than a trainer’s memory takes', () => {
    const large: Project = { ...filed, image: { ...filed.image, width: 4032, height: 3024 } }
    const { asked } = askedOf(large) as {
      readonly asked: { readonly size: readonly number[]; readonly frame: readonly number[] }
    }
    const [width = 0, height = 0] = asked.frame
    expect(asked.size).toEqual([4032, 3024])
    expect(width * height).toBeLessThanOrEqual(3_211_264)
    expect([width % 28, height % 28]).toEqual([0, 0])
  })

  test('is none without an accepted answer', () => {
    expect(questionOf(traceOf(projectWith()), { dialect, budgets })).toEqual({
      ok: false,
      issues: [{ message: 'It has no accepted answer.' }],
    })
  })

  test.each(['grpo-ms-swift', 'grpo-trl', 'grpo-verl'])('is the same for the rewards of %s', (id) => {
    const writer = must(writerOf(id))
    const written = writer.write(traceOf(filed), { dialect, budgets })
    const row = must(written.ok ? written.value[0] : undefined)
    const { asked, index } = (id === 'grpo-verl' ? row['extra_info'] : row) as {
      asked: string
      index?: number
    }
    expect(JSON.parse(asked)).toEqual(askedOf(filed).asked)
    if (id === 'grpo-verl')
      expect(must(writer.numbered)(row, 7)['extra_info']).toMatchObject({ asked, index: 7 })
    else expect([index, row['solution']]).toEqual([undefined, '7/seven'])
  })
})

describe('the settings of the rewards', () => {
  const python =
    'import x\n# --- settings: written by Relook ---\nOLD = 1\n# --- end of settings ---\ndef score(): pass\n'

  test('stand in Python between their marks; the rest stays', () => {
    const text = withSettings(python, paper)
    expect(text.startsWith('import x\n# --- settings: written by Relook ---\nSETTINGS = {\n')).toBe(true)
    expect(text.endsWith('}\n# --- end of settings ---\ndef score(): pass\n')).toBe(true)
    expect(text).not.toContain('OLD')
    for (const term of terms)
      expect(text).toContain(`    "${term}": {"reward": "${paper.terms[term].reward.id}", `)
  })

  test('are weights and caps as they were chosen, `None` where there is no cap', () => {
    const [first] = terms
    const scoring: Scoring = {
      ...paper,
      terms: { ...paper.terms, [first]: { reward: paper.terms[first].reward, weight: 0.25 } },
    }
    expect(withSettings(python, scoring)).toContain('"weight": 0.25, "cap": None}')
  })

  test('of both variants can be written over each other', () => {
    expect(withSettings(withSettings(python, released), paper)).toBe(withSettings(python, paper))
  })

  test('are said in words, one line a term', () => {
    const words = rewardWords({ ...facts, rewards: paper })
    expect(words.match(/^- /gm)).toHaveLength(terms.length)
    for (const term of terms)
      expect(words).toContain(`- ${paper.terms[term].reward.title}: ${paper.terms[term].weight} per `)
  })
})

describe('a launch script', () => {
  const script = (id: string, more: Partial<ExportFacts> = {}) =>
    must(writerOf(id)?.beside?.({ ...facts, ...more })['run.sh'])
  const all = ['grpo-ms-swift', 'grpo-trl', 'grpo-verl']

  test.each(all)('of %s stops at the first error, in its own folder, and takes more options', (id) => {
    expect(script(id)).toMatch(/^#!\/usr\/bin\/env bash\n.*\nset -euo pipefail\ncd "\$\(dirname "\$0"\)"\n/)
    expect(script(id)).toMatch(/"\$@"\n$/)
  })

  test.each(all)('of %s trains with as many pixels as the rows were written with', (id) => {
    expect(script(id)).toContain('export MIN_PIXELS=3136 MAX_PIXELS=3211264\n')
    expect(script(id, { pixels: 200_704 })).toContain('export MIN_PIXELS=3136 MAX_PIXELS=200704\n')
    expect(script(id, { pixels: 784 })).toContain('export MIN_PIXELS=784 MAX_PIXELS=784\n')
    expect(pixelLines({ ...facts, pixels: 784 })).toContain(
      'export CROP_MIN_PIXELS=3136 CROP_MAX_PIXELS=3211264\n',
    )
  })

  test('is given every file, and the dev split where there is one', () => {
    expect(script('grpo-ms-swift')).toContain('--dataset train-0.parquet train-1.parquet \\\n')
    expect(script('grpo-ms-swift')).not.toContain('--val_dataset')
    const dev = { files: { ...facts.files, dev: ['dev.parquet'] } }
    expect(script('grpo-ms-swift', dev)).toContain('--val_dataset dev.parquet')
    expect(script('grpo-verl')).toContain('data.train_files="[$PWD/train-0.parquet,$PWD/train-1.parquet]"')
    expect(script('grpo-verl')).toContain('data.val_files="[$PWD/train-0.parquet,$PWD/train-1.parquet]"')
    expect(script('grpo-verl', dev)).toContain('data.val_files="[$PWD/dev.parquet]"')
  })

  test('asks ms-swift for every term of the rewards', () => {
    expect(script('grpo-ms-swift')).toContain(
      `--reward_funcs ${terms.map((t) => `relook_${t}`).join(' ')} \\\n`,
    )
  })
})
