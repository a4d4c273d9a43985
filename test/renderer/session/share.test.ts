/** Sharing as the window asks for it: which request the form makes, and a film that the window makes itself. */
import { expect, test } from 'vitest'
import { Failure } from '../../../app/failure'
import type { VideoWork } from '../../../renderer/session/context'
import { createSession } from '../../../renderer/session/session'
import { shareRequestOf, shareChoices } from '../../../renderer/session/share/share-service'
import { must } from '../../builders/must'
import { fakeHost, memory, openSession, settled } from '../fake-host'

test('a figure is asked for of the branch that is shown, at the step one is at', async () => {
  const { session } = await openSession(fakeHost())
  session.selection.step('o1')
  session.share.open()
  session.share.change({ format: 'svg', figure: { ...session.get().share.form.figure, of: 'step' } })
  expect(shareRequestOf(session.get())).toMatchObject({
    format: 'svg',
    branch: 'main',
    figure: { of: 'step', step: 3, theme: 'light', labels: true, scale: 2 },
  })
  expect(shareRequestOf(session.get())?.film).toBeUndefined()
})

test('no step is the last look, a page has all branches, and a GIF has a film', async () => {
  const { session } = await openSession(fakeHost())
  session.share.open()
  session.share.change({ format: 'png' })
  expect(must(shareRequestOf(session.get())).figure).not.toHaveProperty('step')
  session.share.change({ format: 'html' })
  expect(shareRequestOf(session.get())).not.toHaveProperty('branch')
  session.share.change({ format: 'gif' })
  expect(shareRequestOf(session.get())).toMatchObject({ branch: 'main', film: { width: 640, rate: 10 } })
  session.share.change({ format: 'mp4' })
  expect(session.get().share.form.film).toMatchObject({ width: 1280, rate: 30 })
  // The host makes none.
  expect(shareRequestOf(session.get())).toBeUndefined()
  session.share.change({ format: 'gif' })
  expect(session.get().share.form.film).toMatchObject({ width: 640, rate: 10 })
  expect(shareChoices(session.get())).toEqual(['trace'])
})

async function withVideo(makeVideo: (work: VideoWork) => Promise<{ codec: string; missing: number }>) {
  const fake = fakeHost()
  const session = createSession({
    host: fake.host,
    memory: memory({}),
    upload: () => Promise.resolve('img'),
    uploadBeside: () => Promise.resolve('upload'),
    download: () => undefined,
    makeVideo: async (work) => ({ blob: new Blob(['film']), images: 3, ...(await makeVideo(work)) }),
    schedule: (callback) => queueMicrotask(callback),
  })
  session.start()
  session.document.open(fake.project.id)
  await settled()
  session.share.open()
  session.share.change({ format: 'mp4' })
  return session
}

test('a film made here tells how far it is, then where it is, and what it could not have', async () => {
  const seen: unknown[] = []
  const session = await withVideo(async ({ story, progress }) => {
    expect(story.beats).toHaveLength(5)
    progress(1, 2)
    await settled()
    seen.push(session.get().share.made)
    return { codec: 'vp9', missing: 1 }
  })
  await session.share.start()
  expect(seen).toEqual([{ type: 'progress', done: 1, total: 2 }])
  const made = session.get().share.made
  expect(made).toMatchObject({ type: 'done', name: 'receipt.png.mp4', bytes: 4, images: 3 })
  expect(made?.type === 'done' ? made.notes?.join(' ') : '').toMatch(
    /no H\.264: the video is in VP9.*One|1 image/,
  )
  expect(made?.type === 'done' ? made.download : '').toMatch(/^blob:/)
  session.share.close()
  expect(session.get().share.made).toBeUndefined()
})

test('a browser that cannot says so, and one that is ended says nothing', async () => {
  const cannot = await withVideo(() =>
    Promise.reject(new Failure('bad-input', 'This browser cannot encode MP4.')),
  )
  await cannot.share.start()
  expect(cannot.get().share.failure?.message).toBe('This browser cannot encode MP4.')
  const ended = await withVideo(
    ({ signal }) =>
      new Promise((_, failed) => {
        signal.addEventListener('abort', () => failed(new Failure('cancelled', 'Cancelled.')))
      }),
  )
  const making = ended.share.start()
  await settled()
  expect(ended.get().share.made?.type).toBe('progress')
  ended.share.cancel()
  await making
  expect(ended.get().share).toMatchObject({ made: undefined, failure: undefined })
})
