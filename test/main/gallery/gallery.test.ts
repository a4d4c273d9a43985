/** The recorded runs that ship: every one is read, its regions lie where its project's own rule puts them, and opening keeps one project. */
import { readFileSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stepsOf } from '../../../app/trace/project'
import { createGallery } from '../../../main/gallery/gallery'
import { resourcePath } from '../../../main/resources/paths'
import { servicesWith } from '../../builders/services'
import { testFolder } from '../../builders/folder'

const folder = resourcePath('gallery')

/** A region of each run in pixels of its image, as its project's own code works it out, and how many there are. */
const expected = {
  'hop-inn': [4, [1412.04, 485.212, 1623.6, 754.416]],
  socks: [2, [158.72, 25.546, 337.28, 187.016]],
  cupcakes: [13, [41.54, 243.66, 127.72, 355.88]],
  spill: [4, [0, 214.56, 267.52, 480]],
  food: [7, [0, 928.368, 254.016, 1247.4]],
  poodles: [13, [225.338, 257.733, 353.233, 545.009]],
} as const

test('every recorded run is read, with its regions where they belong', async () => {
  const { host } = await servicesWith(testFolder())
  const runs = await host.recordedRuns({}, new AbortController().signal)
  expect(runs.map((r) => r.id)).toEqual(Object.keys(expected))
  for (const { id, project, title, credit, licence } of runs) {
    expect([title, credit, licence].every((words) => words.length > 0)).toBe(true)
    const [branch] = project.branches
    if (branch === undefined) throw new Error('no branch')
    expect(branch.question).not.toBe('')
    const looks = stepsOf(project, branch).flatMap((s) => (s.type === 'look' ? [s] : []))
    const [count, first] = expected[id as keyof typeof expected]
    expect([id, looks.length]).toEqual([id, count])
    const { left = 0, top = 0, right = 0, bottom = 0 } = looks[0]?.region ?? {}
    const off = [left, top, right, bottom].map((v, i) => Math.abs(v - (first[i] ?? NaN)))
    expect([id, Math.max(...off) <= 1.01]).toEqual([id, true])
  }
})

test('opening one twice keeps one project, with its image', async () => {
  const { host, store } = await servicesWith(testFolder())
  const { signal } = new AbortController()
  const first = await host.openRecordedRun({ run: 'hop-inn' }, signal)
  expect(await host.openRecordedRun({ run: 'hop-inn' }, signal)).toEqual(first)
  const project = await store.projects.use(first.project, async (live) => live.state())
  expect(project).toMatchObject({ title: 'Where is this pub?', image: { width: 2460, height: 1612 } })
  expect(statSync(await store.images.path(project.image.id)).size).toBeGreaterThan(100_000)
  const [run] = await host.recordedRuns({}, signal)
  expect(run?.project.steps).toEqual(project.steps)
  await expect(host.openRecordedRun({ run: 'nothing' }, signal)).rejects.toMatchObject({ code: 'not-found' })
})

test('a file is only found by the name of a run’s image', async () => {
  const { store } = await servicesWith(testFolder())
  const gallery = createGallery(folder, store)
  expect(await gallery.path('socks.webp')).toBe(join(folder, 'socks.webp'))
  await expect(gallery.path('../samples/sign-01.png')).rejects.toMatchObject({ code: 'not-found' })
  await expect(gallery.path('gallery.json')).rejects.toMatchObject({ code: 'not-found' })
  expect(await createGallery(testFolder(), store).list()).toEqual([])
})

test('each image is named with its credit, and together they stay small', async () => {
  const credits = readFileSync(join(folder, 'CREDITS.txt'), 'utf8')
  const images = (await readdir(folder)).filter((file) => file.endsWith('.webp'))
  expect(images.filter((file) => !credits.includes(file))).toEqual([])
  expect(images.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)).toBeLessThan(3e6)
})
