/**
 * Looks after a window's page: one that crashed is loaded again, once; one that hangs, that cannot be loaded or that never asks for its
 * port is told of, with what can be done. Without this a window stays blank, or is never shown. Knows no page.
 */
import { app, shell, type BrowserWindow } from 'electron'
import { msg } from '../../app/message'
import { askPerson } from './dialogs'

/** What a page is watched with. */
export interface PageWatch {
  readonly window: BrowserWindow
  /** Where crash dumps lie. */
  readonly crashFolder: string
  /** Milliseconds a page may take until it asks for its port. */
  readonly readyMs?: number
}

/** Told by whoever serves the page. */
export interface WatchedPage {
  /** It asked for its port: its code runs. */
  readonly alive: () => void
  /** It could not be loaded. */
  readonly failed: (why: string) => void
}

/** A second crash within so many milliseconds is not hidden. */
const crashMs = 60_000
const usualReadyMs = 30_000

/** Watches until the window is closed. */
export function watchPage({ window, crashFolder, readyMs = usualReadyMs }: PageWatch): WatchedPage {
  const { webContents } = window
  let lastCrash = 0
  let asking = false
  let timer: NodeJS.Timeout | undefined
  const reload = () => {
    expect()
    webContents.reload()
  }
  /** One question at a time: a page that cannot be loaded is often one that never gets ready, too. */
  const ask = async (message: string, detail: string, first = 'Load it again'): Promise<void> => {
    clearTimeout(timer)
    if (asking || window.isDestroyed()) return
    asking = true
    if (!window.isVisible()) window.show()
    const buttons = [first, 'Show crash reports', msg('Quit')]
    const answer = await askPerson({ type: 'warning', message, detail, buttons }, window)
    asking = false
    if (window.isDestroyed()) return
    if (answer === 0) reload()
    else if (answer === 1) {
      void shell.openPath(crashFolder)
      void ask(message, detail, first)
    } else app.quit()
  }
  const kept = 'Your work is kept: it is in the journal, and runs go on.'
  const expect = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void ask('Relook’s window does not get ready.', kept), readyMs).unref()
  }
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const again = Date.now() - lastCrash < crashMs
    lastCrash = Date.now()
    if (!again) return reload()
    const why = reason === 'oom' ? 'it needed more memory than there is' : `${reason}, ${exitCode}`
    void ask(`Relook’s window stopped again (${why}).`, kept)
  })
  webContents.on('preload-error', (_event, _path, error) => {
    void ask('Relook’s window cannot start.', error.message)
  })
  watchHanging(window, kept)
  window.on('closed', () => clearTimeout(timer))
  expect()
  return {
    alive: () => clearTimeout(timer),
    failed: (why) => void ask('Relook cannot show its window.', why, 'Try again'),
  }
}

/** A page that does not answer may still be computing: a person decides. */
function watchHanging(window: BrowserWindow, kept: string): void {
  let question: AbortController | undefined
  window.on('responsive', () => question?.abort())
  window.on('unresponsive', () => {
    if (question !== undefined) return
    const { signal } = (question = new AbortController())
    const ask = {
      type: 'warning',
      message: 'Relook’s window does not answer.',
      detail: kept,
      signal,
    } as const
    void askPerson({ ...ask, buttons: ['Load it again', msg('Wait')] }, window).then((answer) => {
      const answered = !signal.aborted
      question = undefined
      if (!answered || answer !== 0 || window.isDestroyed()) return
      // A page that hangs cannot be asked to go; its process can be ended, and is then loaded again like any that crashed.
      window.webContents.forcefullyCrashRenderer()
    })
  })
}
