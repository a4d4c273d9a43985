/** GRPO jobs as folders on disk: their rows, and their Python called as the engines call it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from '../../builders/properties'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { budgets } from '../../../app/exports/grpo/job'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { box, boxOf } from '../../../app/geometry/box'
import { terms } from '../../../app/rewards/reward'
import { scoringOf } from '../../../app/rewards/settings'
import { measure, totalReward } from '../../../app/rewards/total'
import { drawReplies } from '../../builders/rollouts'
import { exportTo, keep, requestFor, storeOn } from '../../builders/exports'
import { describeNeeding, python, pythonCommand } from '../../builders/needs'
import { cropOf, ownRule } from '../../builders/reading'

const engines = ['grpo-ms-swift', 'grpo-trl', 'grpo-verl'] as const
const folder = mkdtempSync(join(tmpdir(), 'relook-jobs-'))
const rewards = { variant: 'released', iou: 0.7, iou_cap: null, length_cap: 0.05 } as const

beforeAll(async () => {
  const store = await storeOn(join(folder, 'data'))
  const goldBoxes = [box<'image'>(100, 100, 300, 300)]
  await keep(store, 'p1', 1, { review: { verdict: 'accepted', goldBoxes }, gold: ['8', 'eight'] })
  await keep(store, 'p2', 2, { gold: ['9'] })
  await keep(store, 'p3', 3)
  for (const id of engines)
    await exportTo(store, join(folder, id), { ...requestFor(id), rewards, pixels: 200_704 }, { name: id })
  await store.close()
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function text(path: string): string {
  return readFileSync(join(folder, path), 'utf8')
}

/** 200,704 pixels: 1008 × 756 is shown as 504 × 364. */
const asked = [
  {
    gold: ['8', 'eight'],
    size: [1008, 756],
    frame: [504, 364],
    boxes: [[100, 100, 300, 300]],
    source: 'receipts',
  },
  { gold: ['9'], size: [1008, 756], frame: [504, 364], boxes: [], source: 'receipts' },
]

describe('rows', () => {
  it('of ms-swift have the picture by path and what the rewards ask for', () => {
    const rows = text('grpo-ms-swift/train.jsonl')
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as Row)
    expect(rows.map((r) => JSON.parse(r.asked) as unknown)).toEqual(asked)
    expect(rows[0]?.messages?.map((m) => m.role)).toEqual(['user'])
    expect(rows[0]?.messages?.[0]?.content).toMatch(/^<image>.*bbox_2d/s)
    expect(rows.map((r) => r.solution)).toEqual(['8/eight', '9'])
  })

  it.each(['grpo-trl', 'grpo-verl'] as const)('of %s have the picture inside', async (id) => {
    const bytes = readFileSync(join(folder, id, 'train-00000-of-00001.parquet'))
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
    const rows = (await parquetReadObjects({ file: buffer, utf8: false })) as unknown as Row[]
    expect(rows.map((r) => JSON.parse(r.asked ?? r.extra_info?.asked ?? '') as unknown)).toEqual(asked)
    expect(rows[0]?.images?.[0]?.bytes?.length).toBeGreaterThan(100)
    if (id === 'grpo-verl') expect(rows[0]).toMatchObject({ agent_name: 'relook_looks' })
  })
})

interface Row {
  readonly asked: string
  readonly solution?: string
  readonly messages?: readonly { readonly role: string; readonly content: string }[]
  readonly images?: readonly { readonly bytes?: Uint8Array }[]
  readonly extra_info?: { readonly asked: string }
}

describe('files beside the rows', () => {
  it.each(engines)('%s: the script is one bash reads, with the pixels of the rows', (id) => {
    const script = text(`${id}/run.sh`)
    expect(script).toContain('MAX_PIXELS=200704')
    expect(script).toContain('CROP_MAX_PIXELS=3211264')
    expect(spawnSync('bash', ['-n', join(folder, id, 'run.sh')]).status).toBe(0)
    const card = text(`${id}/README.md`)
    expect(card).toContain('"variant":"released"')
    expect(card).toContain('- IoU to given box: 0.7 per overlap\n')
  })

  it('without settings the rewards are the paper’s', async () => {
    const store = await storeOn(join(folder, 'data'))
    await exportTo(store, join(folder, 'plain'), requestFor('grpo-trl'))
    await store.close()
    expect(text('plain/rewards.py')).toBe(readFileSync('app/exports/grpo/rewards.py', 'utf8'))
  })
})

describeNeeding(python, 'its Python, called as the engine calls it', () => {
  const cases = drawReplies(1000, 8).map(({ rollout: { verdict: _judge, ...rollout }, asked: q }) => ({
    rollout,
    q,
  }))
  const side = fc.integer({ min: 30, max: 2000 })
  const edge = fc.integer({ min: -20, max: 1300 })
  const places = fc.sample(fc.tuple(fc.tuple(edge, edge, edge, edge), side, side), { numRuns: 400, seed: 3 })
  const turns: readonly (readonly [string, readonly number[] | null, string])[] = [
    ['I look. {"bbox_2d": [1, 2, 30, 40', [1, 2, 30, 40], 'I look. {"bbox_2d": [1, 2, 30, 40]}\n'],
    ['I look. {"bbox_2d": [1, 2, 30, 40]}', [1, 2, 30, 40], 'I look. {"bbox_2d": [1, 2, 30, 40]}'],
    [
      '{"bbox_2d": [1, 2, 3, 4]} {"bbox_2d": [5, 6, 70, 80',
      [5, 6, 70, 80],
      '{"bbox_2d": [1, 2, 3, 4]} {"bbox_2d": [5, 6, 70, 80]}\n',
    ],
    ['{"bbox_2d": [1, 2, 30, 40]} <answer>7', null, '{"bbox_2d": [1, 2, 30, 40]} <answer>7</answer>'],
    ['{"bbox_2d": [1, 2, oops', null, '{"bbox_2d": [1, 2, oops]}\n'],
    ['nothing', null, 'nothing'],
  ]
  let found: Found

  interface Found extends Record<(typeof names)[number], readonly Readonly<Record<string, number>>[]> {
    readonly told: string
    readonly joined: string
    readonly between: string
    readonly loops: readonly string[]
    readonly cuts: readonly (readonly [readonly number[] | null, readonly number[] | null])[]
    readonly requested: readonly (readonly [readonly number[] | null, string])[]
  }
  const names = ['trl', 'ms-swift', 'verl'] as const

  beforeAll(() => {
    const input = {
      cases: cases.map(({ rollout, q }) => ({
        text: rollout.text,
        asked: JSON.stringify({
          gold: q.gold,
          size: [q.size?.width, q.size?.height],
          frame: [q.frame?.width, q.frame?.height],
          source: q.source,
          boxes: (q.boxes ?? []).map((b) => [b.left, b.top, b.right, b.bottom]),
        }),
      })),
      boxes: places.map(([four, width, height]) => [four, frameOf(width, height), [width, height]]),
      turns: turns.map(([turn]) => turn),
    }
    const done = spawnSync(pythonCommand, ['-B', resolve('test/builders/run-job.py'), folder], {
      input: JSON.stringify(input),
      encoding: 'utf8',
      maxBuffer: 1e8,
    })
    if (done.status !== 0) throw new Error(done.stderr)
    found = JSON.parse(done.stdout) as Found
  }, 60_000)

  function frameOf(width: number, height: number): readonly [number, number] {
    const { size } = vlmR3.overview('i', { width, height }, budgets)
    return [size.width, size.height]
  }

  it.each(names)('%s scores 1,000 replies as Relook does', (name) => {
    const scoring = scoringOf(rewards)
    const differing = cases.flatMap(({ rollout, q }, i) => {
      const here = totalReward(measure(rollout, q), scoring)
      const there = found[name][i] ?? {}
      const total = there['score'] ?? terms.reduce((sum, term) => sum + (there[term] ?? NaN), 0)
      const same = here.terms.every((t) => Math.abs(t.value - (there[t.term] ?? NaN)) <= 1e-9)
      return same && Math.abs(total - here.total) <= 1e-9
        ? []
        : [{ text: rollout.text.slice(0, 200), here, there }]
    })
    expect(found[name]).toHaveLength(1000)
    expect(differing).toEqual([])
  })

  it('reads replies of several turns as VLM-R³ would have written them', () => {
    expect(found.told).toBe('<think>I look. {"bbox_2d": [1, 2, 30, 40]}\nYes.')
    expect(found.joined).toBe('I look. {"bbox_2d": [1, 2, 3, 4]}\n<answer>7</answer>')
    expect(found.between).toBe('a {"bbox_2d": [1, 2, 3, 4]}\nb')
    expect(found.loops).toEqual(['relook_looks'])
  })

  it('cuts and sizes crops as Relook does', () => {
    const here = places.map(([four, width, height]) => {
      const size = { width, height }
      const [fw, fh] = frameOf(width, height)
      const at = ownRule(vlmR3, four, size, { width: fw, height: fh })
      if (at.flags.includes('invalid')) return [null, null]
      const r = boxOf<'image'>(at.region)
      const view = cropOf(vlmR3, r, size, budgets)
      return [
        [r.left, r.top, r.right, r.bottom],
        view === undefined ? null : [view.size.height, view.size.width],
      ]
    })
    expect(here.filter(([cut]) => cut !== null).length).toBeGreaterThan(50)
    expect(found.cuts).toEqual(here)
  })

  it('knows what a turn asks for, and closes what its stop string cut off', () => {
    expect(found.requested).toEqual(turns.map(([, numbers, closed]) => [numbers, closed]))
  })
})
