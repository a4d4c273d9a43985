/** A window's page that crashes, hangs or never gets ready: brought back, or told of. Against a window without a page. */
import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { beforeEach, expect, test, vi } from 'vitest'
import { watchPage } from '../../../main/electron/page-watch'

/** Questions that are open, each with the way to answer it. */
const questions = vi.hoisted(
  (): { message: string; buttons: string[]; answer: (button: number) => void }[] => [],
)
const quit = vi.hoisted(() => vi.fn())
const opened = vi.hoisted(() => vi.fn(() => Promise.resolve('')))
vi.mock('electron', () => ({
  app: { quit },
  shell: { openPath: opened },
  BrowserWindow: { getFocusedWindow: () => null, getAllWindows: () => [] },
  dialog: {
    showMessageBox: (_over: unknown, ask: { message: string; buttons: string[]; signal?: AbortSignal }) =>
      new Promise((done) => {
        const answer = (response: number) => done({ response })
        questions.push({ ...ask, answer })
        // As Electron does: the cancel button, when the question is taken back.
        ask.signal?.addEventListener('abort', () => answer(ask.buttons.length - 1))
      }),
  },
}))
beforeEach(() => {
  questions.length = 0
  vi.clearAllMocks()
})

function watched(readyMs = 60_000) {
  const webContents = Object.assign(new EventEmitter(), { reload: vi.fn(), forcefullyCrashRenderer: vi.fn() })
  const window = Object.assign(new EventEmitter(), {
    webContents,
    isDestroyed: () => false,
    isVisible: () => true,
    show: vi.fn(),
  })
  // As much of a window as is watched.
  const page = watchPage({ window: window as unknown as BrowserWindow, crashFolder: '/crashes', readyMs })
  const crash = () => webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
  return { window, webContents, page, crash }
}
const asked = (count: number) => vi.waitFor(() => expect(questions).toHaveLength(count))

test('a page that never asks for its port is told of, and loaded again; one that does is not', async () => {
  const { webContents } = watched(20)
  await asked(1)
  expect(questions[0]).toMatchObject({
    message: expect.stringContaining('does not get ready'),
    buttons: ['Load it again', 'Show crash reports', 'Quit'],
  })
  questions[0]?.answer(0)
  await vi.waitFor(() => expect(webContents.reload).toHaveBeenCalledOnce())
  // Still not.
  await asked(2)
  questions[1]?.answer(1)
  await vi.waitFor(() => expect(opened).toHaveBeenCalledWith('/crashes'))
  await asked(3)
  questions[2]?.answer(2)
  await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce())
})

test('a page that is ready in time is left in peace', () => {
  vi.useFakeTimers()
  try {
    const { page } = watched(20)
    page.alive()
    vi.advanceTimersByTime(1000)
    expect(questions).toEqual([])
  } finally {
    vi.useRealTimers()
  }
})

test('a page that hangs is ended on a word, and comes back like one that crashed', async () => {
  const { window, webContents, crash } = watched()
  window.emit('unresponsive')
  window.emit('unresponsive')
  await asked(1)
  expect(questions[0]).toMatchObject({ message: expect.stringContaining('does not answer') })
  questions[0]?.answer(0)
  await vi.waitFor(() => expect(webContents.forcefullyCrashRenderer).toHaveBeenCalledOnce())
  crash()
  expect(webContents.reload).toHaveBeenCalledOnce()
})

test('a page that answers again takes the question back; waiting ends nothing; it may hang once more', async () => {
  const { window, webContents } = watched()
  window.emit('unresponsive')
  await asked(1)
  window.emit('responsive')
  await new Promise((done) => setImmediate(done))
  window.emit('unresponsive')
  await asked(2)
  questions[1]?.answer(1)
  await new Promise((done) => setImmediate(done))
  expect(webContents.forcefullyCrashRenderer).not.toHaveBeenCalled()
})

test('a second crash at once is told of, with the reason', async () => {
  const { webContents, crash } = watched()
  crash()
  expect(webContents.reload).toHaveBeenCalledOnce()
  webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 9 })
  await asked(1)
  expect(questions[0]?.message).toMatch(/stopped again.*more memory than there is/)
})

test('a page that cannot be loaded is shown empty with the question, one at a time', async () => {
  const { page, webContents } = watched()
  page.failed('ERR_FAILED')
  webContents.emit('preload-error', {}, '/preload.cjs', new Error('broken'))
  await asked(1)
  expect(questions[0]?.message).toMatch(/cannot show its window/)
})
