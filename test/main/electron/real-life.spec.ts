/** What befalls a desktop program over the years, in real Electron: pages that hang, files that are opened, a disk that is full. */
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { describeNeeding } from '../../builders/needs'
import { ask } from './in-page'
import { commandOf, endReal, gallery, ownFolder, realElectron, startReal, type RealApp } from './real-app'

afterEach(async () => expect(await endReal()).toEqual([]))

/** The app says after thirty seconds that a page never got ready. */
const patient = { timeout: 70_000 }

interface Watched {
  asked: string[]
  pages: number
}

/** Questions are written down and answered with their first button; pages that ask for their port are counted. */
const watch = ({ app }: RealApp, deaf: boolean) =>
  app.evaluate(({ dialog, ipcMain }, isDeaf) => {
    const watched: Watched = { asked: [], pages: 0 }
    Object.assign(globalThis, { watched })
    const hears = ipcMain.listeners('relook:port') as ((...words: unknown[]) => void)[]
    const listen = () => {
      for (const one of hears) ipcMain.on('relook:port', one)
      ipcMain.on('relook:port', () => watched.pages++)
    }
    // A page whose messages nobody hears is one that never gets ready.
    ipcMain.removeAllListeners('relook:port')
    if (!isDeaf) listen()
    // It has several forms; only the last argument matters.
    Object.assign(dialog, {
      showMessageBox: (...words: { message: string }[]) => {
        watched.asked.push(words.at(-1)?.message ?? '')
        if (isDeaf && watched.asked.length === 1) listen()
        return Promise.resolve({ response: 0, checkboxChecked: false })
      },
    })
  }, deaf)
const watched = ({ app }: RealApp) =>
  app.evaluate(() => (globalThis as unknown as { watched: Watched }).watched)

describeNeeding(realElectron, 'a long life in real Electron', () => {
  test('a page that hangs is told of, ended on a word, and comes back', async () => {
    const started = await startReal()
    await gallery(started.page)
    await watch(started, false)
    // It never answers: nobody waits for it.
    void started.page
      .evaluate(() => {
        for (;;);
      })
      .catch(() => undefined)
    // Chromium says so by itself after some seconds, but not while a debugger is attached, which Playwright is.
    await started.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.emit('unresponsive'))
    await expect
      .poll(async () => (await watched(started)).asked)
      .toEqual(['Relook’s window does not answer.'])
    await expect.poll(async () => (await watched(started)).pages, patient).toBeGreaterThan(0)
  })

  test('a page that never gets ready is told of, and comes back when it is loaded again', async () => {
    const started = await startReal()
    await gallery(started.page)
    await watch(started, true)
    await started.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    )
    await expect
      .poll(async () => (await watched(started)).asked, patient)
      .toContain('Relook’s window does not get ready.')
    await expect.poll(async () => (await watched(started)).pages, patient).toBeGreaterThan(0)
  })

  test('a Relook file that is opened once more goes to the window that runs', async () => {
    const started = await startReal()
    await gallery(started.page)
    const folder = ownFolder()
    writeFileSync(join(folder, '1.jpg'), readFileSync('test/fixtures/images/plain.jpg'))
    const row = { question: 'Which?', full_response: '<think> Look.\n<answer>red</answer>', image: '1.jpg' }
    writeFileSync(join(folder, 'log.jsonl'), `${JSON.stringify(row)}\n`)
    const file = join(folder, 'mine.relook')
    const words = ['dist/main/cli.js', 'share', join(folder, 'log.jsonl'), '--as', 'relook', '--out', file]
    execFileSync(process.execPath, words, { env: { ...process.env, RELOOK_DATA: join(folder, 'cli') } })
    const owner = Number(execFileSync('stat', ['-c', '%u', folder], { encoding: 'utf8' }))
    chownSync(file, owner, owner)
    const { path, env } = commandOf(started.data)
    const second = spawn(path, ['.', file], { env, stdio: 'ignore' })
    expect(await new Promise((done) => second.on('exit', done))).toBe(0)
    await started.page.getByText('Which?').first().waitFor()
    await started.page.getByTestId('canvas').waitFor()
    expect(started.app.windows()).toHaveLength(1)
  })

  test('the data folder is moved from the settings when it closes, and the next start works in it', async () => {
    const home = ownFolder()
    const usual = join(home, '.local', 'share', 'relook')
    const disk = ownFolder()
    const image = join(disk, 'mine.jpg')
    writeFileSync(image, readFileSync('test/fixtures/images/plain.jpg'))
    const first = await startReal(home, [image], 'usual')
    await first.page.getByTestId('canvas').waitFor()
    await first.app.evaluate(
      ({ dialog }, into) =>
        Object.assign(dialog, {
          showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [into] }),
        }),
      disk,
    )
    await first.page.keyboard.press('Control+,')
    const dialog = first.page.getByTestId('settings-dialog')
    await dialog.getByRole('combobox', { name: 'Theme' }).selectOption('dark')
    await dialog.getByRole('tab', { name: 'Data' }).click()
    await dialog.getByText(usual, { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Move…' }).click()
    await dialog.getByText(/Relook switches over when it is closed/).waitFor()
    await first.app.close()
    expect(readdirSync(disk).sort()).toEqual(['Relook', 'mine.jpg'])

    const second = await startReal(home, [], 'usual')
    await second.page.getByText('mine').first().waitFor()
    expect(await ask(second.page, 'about')).toMatchObject({ value: { dataFolder: join(disk, 'Relook') } })
    // What the window remembers came along.
    await expect
      .poll(() => second.page.evaluate(() => document.documentElement.dataset['theme']))
      .toBe('dark')
    expect(existsSync(join(disk, 'Relook', 'lock'))).toBe(true)
    expect(await ask(second.page, 'removeOldData')).toMatchObject({ t: 'done', value: { kept: 0 } })
    expect(readdirSync(usual)).toEqual(['moved-to.json'])
  })
})
