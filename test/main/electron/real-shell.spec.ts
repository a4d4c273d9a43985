/** The shell around the window in real Electron: what only it can show. Skipped, and counted so, where its binary is not. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { describeNeeding } from '../../builders/needs'
import { ask } from './in-page'
import {
  commandOf,
  desktopState,
  endReal,
  gallery,
  ownFolder,
  realElectron,
  startReal,
  type RealApp,
} from './real-app'

const image = resolve('test/fixtures/images/plain.jpg')
afterEach(async () => expect(await endReal()).toEqual([]))

/** What the stand-ins below were told; put on the main side's global object. */
interface Told {
  asked: string[]
  errors: string[]
  saves: Record<string, unknown>[]
  shown: string[]
  popups: (string | undefined)[][]
}

/** Dialogs and menus that nobody can press here are written down instead. `answer`: the button of every question. */
const writeDown = ({ app }: RealApp, answer: number, saveTo = '') =>
  app.evaluate(
    ({ dialog, Menu, shell }, [button, path]) => {
      const told: Told = { asked: [], errors: [], saves: [], shown: [], popups: [] }
      Object.assign(globalThis, { told })
      // Their types have several forms each; only the last argument matters.
      const replace = (target: object, name: string, by: (...words: never[]) => unknown) =>
        Object.assign(target, { [name]: by })
      replace(dialog, 'showMessageBox', (...words: { message: string }[]) => {
        told.asked.push(words.at(-1)?.message ?? '')
        return Promise.resolve({ response: button, checkboxChecked: false })
      })
      replace(dialog, 'showErrorBox', (...words: string[]) => told.errors.push(words.join(': ')))
      replace(dialog, 'showSaveDialog', (...words: Record<string, unknown>[]) => {
        told.saves.push({ ...words.at(-1) })
        return Promise.resolve({ canceled: path === '', filePath: path })
      })
      replace(shell, 'showItemInFolder', (shown: string) => told.shown.push(shown))
      replace(Menu.prototype, 'popup', function (this: Electron.Menu) {
        told.popups.push(this.items.map(({ role }) => role))
      } as () => void)
    },
    [answer, saveTo] as const,
  )
const told = ({ app }: RealApp) => app.evaluate(() => (globalThis as unknown as { told: Told }).told)

/** Drops files and folders of this machine on the window. */
async function drop(page: Page, files: readonly string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data })
}

/** Starts it once more on the same folder; resolves with the exit code. */
function startAgain(data: string, words: readonly string[]): Promise<number | null> {
  const { path, env } = commandOf(data)
  const second = spawn(path, ['.', ...words], { env, stdio: 'ignore' })
  return new Promise((done) => second.on('exit', done))
}

const titles = ({ app }: RealApp) => Promise.all(app.windows().map((page) => page.title()))

describeNeeding(realElectron, 'the shell in real Electron', () => {
  test('asks nobody for a dictionary, keeps crashes here, has the theme that was chosen', async () => {
    const started = await startReal()
    await gallery(started.page)
    await ask(started.page, 'setTheme', { theme: 'dark' })
    const seen = await started.app.evaluate(({ app, crashReporter, nativeTheme, session }) => ({
      languages: session.defaultSession.getSpellCheckerLanguages(),
      uploads: crashReporter.getUploadToServer(),
      crashes: app.getPath('crashDumps'),
      dark: nativeTheme.shouldUseDarkColors,
    }))
    expect(seen).toEqual({
      languages: [],
      uploads: false,
      crashes: join(started.data, 'crashes'),
      dark: true,
    })
    expect(desktopState(started.data)).toMatchObject({ theme: 'dark' })
  })

  test('a page that crashes is loaded again, and the second time told of', async () => {
    const started = await startReal()
    await gallery(started.page)
    await writeDown(started, 0)
    const crash = () =>
      started.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
      )
    // Each page asks for its port once its code runs.
    await started.app.evaluate(({ ipcMain }) => {
      const seen = Object.assign(globalThis, { pages: 0 })
      ipcMain.on('relook:port', () => seen.pages++)
    })
    const pages = () => started.app.evaluate(() => (globalThis as unknown as { pages: number }).pages)
    await crash()
    await expect.poll(pages).toBe(1)
    expect((await told(started)).asked).toEqual([])
    await crash()
    await expect.poll(async () => (await told(started)).asked.length).toBe(1)
    expect((await told(started)).asked[0]).toMatch(/window stopped again/)
    await expect.poll(pages).toBe(2)
    const dumps = () => readdirSync(join(started.data, 'crashes'), { recursive: true }).map(String)
    await expect.poll(() => dumps().filter((name) => name.endsWith('.dmp')).length).toBeGreaterThan(0)
  })

  test('offers editing where text is written, and copying where it is selected', async () => {
    const started = await startReal(ownFolder(), [image])
    const field = started.page.getByTestId('question')
    await field.waitFor()
    await writeDown(started, 0)
    await field.fill('What is it?')
    await field.click({ button: 'right' })
    await expect.poll(async () => (await told(started)).popups.length).toBe(1)
    const [roles] = (await told(started)).popups
    expect(roles).toEqual(expect.arrayContaining(['undo', 'cut', 'copy', 'paste']))
  })

  test('opens what is dropped where it lies, a folder whole', async () => {
    const started = await startReal()
    await gallery(started.page)
    const folder = join(started.data, 'dropped')
    mkdirSync(join(folder, 'images'), { recursive: true })
    writeFileSync(join(folder, 'images', '1.jpg'), readFileSync(image))
    const row = {
      question: 'Which?',
      full_response: '<think> Look.\n<answer>red</answer>',
      image: 'images/1.jpg',
    }
    writeFileSync(join(folder, 'traces.jsonl'), `${JSON.stringify(row)}\n`)
    await drop(started.page, [folder])
    await started.page.getByRole('gridcell', { name: /Which/ }).waitFor()
    expect(
      existsSync(join(started.data, 'uploads')) ? readdirSync(join(started.data, 'uploads')) : [],
    ).toEqual([])
    expect(await ask(started.page, 'collections')).toMatchObject({ value: [{ path: folder, missing: 0 }] })
  })

  test('saves under a name with its ending, and shows an export in its folder', async () => {
    const started = await startReal(ownFolder(), [image])
    const { page, data } = started
    await page.getByTestId('question').fill('What does it say?')
    await page.getByTestId('run').click()
    await page.locator('[data-testid=step-row][data-type=answer]').first().waitFor({ timeout: 60_000 })
    await writeDown(started, 0, join(data, 'mine'))
    await page.keyboard.press('Control+Alt+S')
    await page.getByText(/Saved as/).waitFor()
    expect(existsSync(join(data, 'mine.json'))).toBe(true)
    expect((await told(started)).saves).toMatchObject([
      { title: 'Save the run', filters: [{ name: 'JSON', extensions: ['json'] }, { name: 'All files' }] },
    ])
    const selection = {
      branches: 'all',
      words: 'original',
      verdict: 'any',
      withTags: [],
      withoutTags: [],
      dev: 0,
      test: 0,
      seed: 1,
    }
    const source = { type: 'all' }
    const request = { source, writer: 'vlir-sft', selection }
    const target = { type: 'folder', path: join(data, 'set'), replace: false }
    const made = await ask(page, 'startExport', { request, name: 'set', target })
    expect(made).toMatchObject({ t: 'done', value: { export: expect.any(String) as unknown } })
    await expect.poll(() => existsSync(join(data, 'set'))).toBe(true)
    const { value: job } = made as { value: { export: string } }
    await expect.poll(() => ask(page, 'showExport', job)).toMatchObject({ t: 'done' })
    expect((await told(started)).shown).toEqual([join(data, 'set')])
  })

  test('keeps no key readable without a word', async () => {
    const started = await startReal()
    await gallery(started.page)
    // A machine with a key store that is open has nothing to ask.
    await started.app.evaluate(({ safeStorage }) =>
      Object.assign(safeStorage, { isAsyncEncryptionAvailable: () => Promise.resolve(false) }),
    )
    const file = join(started.data, 'keys.json')
    await writeDown(started, 1)
    expect(await ask(started.page, 'setHub', { token: 'hf_secret' })).toMatchObject({
      failure: { code: 'denied' },
    })
    expect(existsSync(file)).toBe(false)
    await writeDown(started, 0)
    expect(await ask(started.page, 'setHub', { token: 'hf_secret' })).toMatchObject({ t: 'done' })
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('has a window for each thing, and hands files over to the one that runs', async () => {
    const started = await startReal()
    await gallery(started.page)
    expect(await startAgain(started.data, [image])).toBe(0)
    await started.page.getByTestId('canvas').waitFor()
    expect(await titles(started)).toEqual(['plain · Relook'])
    const other = join(started.data, 'other.png')
    writeFileSync(other, readFileSync('test/fixtures/images/source.png'))
    expect(await startAgain(started.data, [other])).toBe(0)
    await expect
      .poll(() => titles(started))
      .toEqual(expect.arrayContaining(['plain · Relook', 'other · Relook']))
    const places = await started.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.getBounds()),
    )
    expect(places[0]).not.toEqual(places[1])
    // A menu’s command is for the window in front alone.
    await started.app.evaluate(({ BrowserWindow, Menu }) => {
      BrowserWindow.getAllWindows()
        .find((window) => window.getTitle().startsWith('other'))
        ?.focus()
      Menu.getApplicationMenu()?.getMenuItemById('shortcuts')?.click()
    })
    const open = () => Promise.all(started.app.windows().map((page) => page.getByRole('dialog').count()))
    await expect.poll(async () => (await open()).reduce((a, b) => a + b)).toBe(1)
  })

  test('comes back as large as it was: not the screen it filled', async () => {
    const data = ownFolder()
    const first = await startReal(data)
    await gallery(first.page)
    const bounds = { x: 60, y: 80, width: 1000, height: 700 }
    await first.app.evaluate(
      ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to),
      bounds,
    )
    await expect
      .poll(() => existsSync(join(data, 'desktop.json')) && desktopState(data))
      .toMatchObject({
        window: { bounds: { width: 1000, height: 700 } },
      })
    await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setFullScreen(true))
    await expect.poll(() => desktopState(data)).toMatchObject({ window: { fullScreen: true } })
    await first.app.close()
    expect(desktopState(data)).toMatchObject({ window: { bounds: { width: 1000, height: 700 } } })
    const second = await startReal(data)
    await gallery(second.page)
    const full = () =>
      second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFullScreen())
    await expect.poll(full).toBe(true)
  })

  test('a process of the graphics card that dies is made up for, and the next start does without', async () => {
    const started = await startReal()
    await gallery(started.page)
    const gpu = () =>
      started.app.evaluate(({ app }) => app.getAppMetrics().find(({ type }) => type === 'GPU')?.pid ?? 0)
    let before = 0
    for (let deaths = 0; deaths < 2; deaths++) {
      await expect.poll(async () => ![0, before].includes(await gpu())).toBe(true)
      before = await gpu()
      process.kill(before, 'SIGSEGV')
    }
    await expect
      .poll(() => existsSync(join(started.data, 'desktop.json')) && desktopState(started.data))
      .toMatchObject({
        software: expect.any(String) as unknown,
      })
    await started.page.getByTestId('sample-card').first().click()
    await started.page.getByTestId('canvas').waitFor()
  })
})
