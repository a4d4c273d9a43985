/** How the boxes of an opened file are read: decided when it is opened, again when all of it was seen, kept, and told. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stepsOf, type Project } from '../../../app/trace/project'
import { testFolder } from '../../builders/folder'
import { never, servicesWith } from '../../builders/services'
import { collectionWhen, found, lines, openPath, openRow, put, putPicture } from '../../builders/traces'

/** A zoom call without an image number: pixels (DeepEyes) or thousandths (SenseNova-MARS, verl). */
const zoom = (id: number, numbers: readonly number[]) => ({
  id: String(id),
  images: ['wide.png'],
  messages: [
    { role: 'user', content: '<image>What is it?' },
    {
      role: 'assistant',
      content: `<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": ${JSON.stringify(numbers)}}}\n</tool_call>`,
    },
  ],
})
const box = (id: number, numbers: readonly number[]) => ({
  ...zoom(id, numbers),
  messages: [
    { role: 'user', content: '<image>Find it.' },
    { role: 'assistant', content: `[{"bbox_2d": ${JSON.stringify(numbers)}, "label": "it"}]` },
  ],
})
const spread = [
  [100, 200, 300, 400],
  [600, 700, 950, 990],
  [20, 30, 640, 720],
  [500, 400, 980, 620],
] as const
const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => zoom(from + i, spread[i % spread.length] ?? []))

async function opened(rows: readonly object[], size: readonly [number, number] = [4000, 3000]) {
  const folder = testFolder()
  await putPicture(folder, 'wide.png', ...size)
  const path = put(folder, 'rows.jsonl', lines(rows))
  const services = await servicesWith(join(folder, 'data'))
  const id = await openPath(services, path)
  const { reading, counts } = await collectionWhen(services, id)
  return { folder, path, services, id, reading, counts }
}

function regions(project: Project) {
  const steps = project.branches.flatMap((b) => stepsOf(project, b))
  return steps.flatMap((s) =>
    s.type === 'look' ? [[s.region.left, s.region.top, s.region.right, s.region.bottom].map(Math.round)] : [],
  )
}

describe('the reading of an opened file', () => {
  test('is decided by evidence as on the command line, told, and there after a restart', async () => {
    const { folder, path, services, id, reading } = await opened(many(40))
    expect(reading).toMatchObject({
      dialect: 'deepeyes',
      space: 'per-mille',
      order: 'xyxy',
      detected: true,
      weighed: { decidedBy: 'evidence', boxes: 40, mixed: 0 },
    })
    expect(reading.weighed?.evidence.join(' ')).toContain('None above 1000 in 40 boxes')
    const { project } = await openRow(services, id, 1)
    expect(regions(project)).toEqual([[2400, 2100, 3800, 2970]])
    expect(project.branches[0]).toMatchObject({ space: 'per-mille', order: 'xyxy' })
    await services.close()
    const again = await servicesWith(join(folder, 'data'))
    await openPath(again, path)
    expect((await collectionWhen(again, id)).reading).toEqual(reading)
    expect(regions((await openRow(again, id, 0)).project)).toEqual([[400, 600, 1200, 1200]])
    await again.close()
  })

  test('is decided again where the beginning said nothing; every row is then read so', async () => {
    const dull = Array.from({ length: 30 }, (_, i) => zoom(i, [10, 10, 20, 20]))
    const { services, id, reading } = await opened([...dull, ...many(60, 30)])
    expect(reading).toMatchObject({ space: 'per-mille', weighed: { decidedBy: 'evidence', boxes: 90 } })
    expect(regions((await openRow(services, id, 0)).project)).toEqual([[40, 30, 80, 60]])
    await services.close()
  })

  test('is as a person says, and by evidence again when nothing is said any more', async () => {
    const { services, id } = await opened(many(8))
    await services.host.setReading({ collection: id, space: 'image', order: 'yxyx' }, never)
    expect((await collectionWhen(services, id)).reading).toMatchObject({
      space: 'image',
      order: 'yxyx',
      weighed: { decidedBy: 'person', boxes: 8, better: { space: 'per-mille' } },
    })
    expect(regions((await openRow(services, id, 0)).project)).toEqual([[200, 100, 400, 300]])
    await services.host.setReading({ collection: id }, never)
    expect((await collectionWhen(services, id)).reading).toMatchObject({
      space: 'per-mille',
      detected: true,
      weighed: { decidedBy: 'evidence' },
    })
    expect(regions((await openRow(services, id, 0)).project)).toEqual([[400, 600, 1200, 1200]])
    await services.close()
  })

  test('takes the pixels the model was shown as a part of it', async () => {
    const { services, id, reading } = await opened([box(1, [459, 217, 712, 451])])
    expect(reading.weighed?.shrunk).toMatchObject({ space: 'input', pixels: 1_003_520 })
    await services.host.setReading(
      { collection: id, space: 'input', order: 'xyxy', pixels: 1_003_520 },
      never,
    )
    // Qwen's smart resize shows 1148 × 840 of 4000 × 3000.
    expect(regions((await openRow(services, id, 0)).project)).toEqual([[1599, 775, 2481, 1611]])
    expect((await collectionWhen(services, id)).reading).toMatchObject({ pixels: 1_003_520 })
    await services.close()
  })
})

describe('rows that are written otherwise than the rest', () => {
  test('are flagged, and a filter finds them', async () => {
    const rows = [
      box(1, [120, 340, 560, 780]),
      box(2, [0.25, 0.31, 0.62, 0.8]),
      box(3, [100, 340, 860, 780]),
      box(4, [800, 250, 440, 270]),
    ]
    const { services, id, reading, counts } = await opened(rows, [2000, 1000])
    expect(counts?.flags).toMatchObject({ fractions: 1, swapped: 1, 'fits-otherwise': 1 })
    expect(reading.weighed).toMatchObject({ mixed: 1, decidedBy: 'dialect' })
    const idsOf = async (flag: string) => (await found(services, id, { flag })).rows.map((r) => r.id)
    expect(await idsOf('fractions')).toEqual(['2'])
    expect(await idsOf('fits-otherwise')).toEqual(['4'])
    expect(regions((await openRow(services, id, 1)).project)).toEqual([[500, 310, 1240, 800]])
    await services.close()
  })

  test('fractions stay fractions when the file is read in another unit', async () => {
    const { services, id } = await opened(
      [box(1, [120, 340, 560, 780]), box(2, [0.25, 0.31, 0.62, 0.8])],
      [2000, 1000],
    )
    await services.host.setReading({ collection: id, space: 'per-mille' }, never)
    expect(regions((await openRow(services, id, 0)).project)).toEqual([[240, 340, 1120, 780]])
    expect(regions((await openRow(services, id, 1)).project)).toEqual([[500, 310, 1240, 800]])
    await services.close()
  })
})
