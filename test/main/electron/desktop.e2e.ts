/**
 * The real desktop entry and the real preload, against a stand-in for Electron whose windows are pages of a real Chromium.
 * Everything but Electron itself is real: the services, the inference process, the built window, its policy.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { fakeDesktop } from './fake-desktop'
import type { MenuTemplate } from './fake-electron'
import { allRefused, ask, exposed, tryForeignThings } from './in-page'
import { createFakePortPair } from './fake-ports'
import { toPage } from './fake-window'
import { settled, until } from '../../builders/wait'

const image = resolve('test/fixtures/images/plain.jpg')
const { start, startWindow, standingWindow, dataFolder } = fakeDesktop()

const flat = (menu: readonly MenuTemplate[]): MenuTemplate[] =>
  menu.flatMap((entry) => [entry, ...flat(entry.submenu ?? [])])

describe('the desktop window', () => {
  test('shows the app, sandboxed and apart from Node', async () => {
    const { electron, window, page } = await standingWindow()
    await page.getByTestId('sample-card').first().waitFor()
    expect(window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
    })
    expect(electron.app.calls.map((c) => c.name)).toContain('enableSandbox')
    expect(electron.seen.schemes).toEqual([
      { scheme: 'relook', privileges: expect.objectContaining({ standard: true, secure: true }) as unknown },
    ])
    expect(window.calls).toContain('show')
    expect(electron.seen.errors).toEqual([])
  })

  test('gives the page one frozen thing, and the host through it', async () => {
    const { page } = await standingWindow()
    expect(await exposed(page)).toEqual({ keys: ['open', 'pathOf'], frozen: true, inside: [] })
    expect(await ask(page, 'about')).toMatchObject({ t: 'done', value: { shell: 'desktop', dialogs: true } })
  })

  test('refuses abilities that are not in the contract, and wrong input', async () => {
    const { page } = await standingWindow()
    for (const name of ['constructor', '__proto__', 'nonsense'])
      expect(await ask(page, name)).toMatchObject({ t: 'fail', failure: { code: 'denied' } })
    expect(await ask(page, 'setProvider', { provider: 'magic' })).toMatchObject({
      t: 'fail',
      failure: { code: 'bad-input' },
    })
  })

  test('runs no script that is not its own, and reaches no other place', async () => {
    const { page } = await standingWindow()
    expect(await tryForeignThings(page)).toEqual(allRefused)
  })

  test('is isolated from other origins', async () => {
    const { page } = await standingWindow()
    expect(await page.evaluate(() => [isSecureContext, crossOriginIsolated])).toEqual([true, true])
  })

  test('serves nothing from outside its folders', async () => {
    const { electron } = await standingWindow()
    const handler = electron.seen.handlers.get('relook')
    const paths = [
      '../package.json',
      '..%2fpackage.json',
      '%2e%2e/package.json',
      'assets/..%5c..%5cpackage.json',
      '.stamp',
    ]
    for (const path of paths) {
      const response = await handler?.(new Request(`relook://app/${path}`))
      expect([path, response?.status]).toEqual([path, 404])
    }
    expect((await handler?.(new Request('relook://app.evil/index.html')))?.status).toBe(404)
    expect((await handler?.(new Request('relook://app/')))?.status).toBe(200)
  })
})

describe('a hostile page', () => {
  test('opens no window; a link on the list goes to the browser of the person', async () => {
    const { electron, page } = await startWindow()
    await page.evaluate(() => {
      window.open('https://evil.example/')
      window.open('https://github.com/x/y')
    })
    await expect.poll(() => electron.seen.opened).toEqual(['https://github.com/x/y'])
    await expect.poll(() => page.context().pages().length).toBe(1)
  })

  test('cannot take the window elsewhere', async () => {
    const { electron, page, window } = await startWindow()
    const before = page.url()
    // What is refused is told to the shell; the page hears nothing.
    const refused: string[] = []
    window.webContents.on('will-frame-navigate', ({ url }: { url: string }) => refused.push(url))
    await page.evaluate(() => void (location.href = 'https://evil.example/'))
    await until(() => refused.length === 1, 'the first refusal')
    await page.evaluate((address) => void (location.href = address), toPage('relook://app.evil/'))
    await until(() => refused.length === 2, 'the second refusal')
    expect([page.url(), electron.seen.opened]).toEqual([before, []])
    expect(await ask(page, 'about')).toMatchObject({ t: 'done' })
  })

  test('attaches no guest', async () => {
    const { window } = await standingWindow()
    const preventDefault = vi.fn()
    window.webContents.emit('will-attach-webview', { preventDefault }, {}, {})
    window.webContents.emit('will-redirect', { url: 'https://evil.example/', preventDefault })
    window.webContents.emit('will-frame-navigate', {
      url: 'relook://app/',
      isMainFrame: false,
      preventDefault,
    })
    expect(preventDefault).toHaveBeenCalledTimes(3)
  })

  test('is refused every permission, asked or checked', async () => {
    const { electron } = await standingWindow()
    const { request, check, device } = electron.seen.permissions
    const names = [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'fileSystem',
      'usb',
      'openExternal',
      'midi',
    ]
    const answers = names.map((name) => {
      const answer = vi.fn()
      request?.({}, name, answer, { requestingUrl: 'relook://app/' })
      return [answer.mock.calls[0]?.[0], check?.({}, name, 'relook://app/', {})]
    })
    expect(answers).toEqual(names.map(() => [false, false]))
    expect(check?.({}, 'clipboard-sanitized-write', 'https://evil.example/', {})).toBe(false)
    expect(device?.({})).toBe(false)
  })

  test('gets no port when the message does not come from the top frame of the app itself', async () => {
    const { electron } = await standingWindow()
    const top = { url: 'relook://app/', parent: null }
    const frames = [
      null,
      { ...top, parent: top },
      { ...top, url: 'https://evil.example/' },
      { ...top, url: 'relook://app.evil/' },
    ]
    for (const senderFrame of frames) {
      const { main, page } = createFakePortPair()
      electron.ipcMain.emit('relook:port', { senderFrame, ports: [main] }, undefined)
      const answered = vi.fn()
      page.on('message', answered)
      page.postMessage({ t: 'ask', id: 1, name: 'about', input: {} })
      await until(() => page.closed(), 'the port to be closed')
      await settled()
      expect(answered).not.toHaveBeenCalled()
    }
  })
})

describe('the shell around the window', () => {
  test('shows the table’s commands as native menu, and tells the window what was chosen', async () => {
    const { electron, page } = await startWindow()
    const own = ask(page, 'shell')
    const items = [{ id: 'test-command', title: 'Do it', menu: 'run', keys: 'Mod+Enter', enabled: true }]
    // The window sets its own menu once it is up; ours has to come after it.
    await page.getByTestId('sample-card').first().waitFor()
    expect(await ask(page, 'setMenu', { items })).toMatchObject({ t: 'done' })
    const entry = flat(electron.seen.menus.at(-1) ?? []).find((e) => e.id === 'test-command')
    expect(entry).toMatchObject({ label: 'Do it', enabled: true, accelerator: 'CmdOrCtrl+Enter' })
    entry?.click?.()
    expect(await own).toMatchObject({ t: 'item', value: { type: 'command', id: 'test-command' } })
  })

  test('puts the window’s own command table in the menu', async () => {
    const { electron, page } = await standingWindow()
    await page.getByTestId('sample-card').first().waitFor()
    const ids = () => flat(electron.seen.menus.at(-1) ?? []).filter((e) => e.id !== undefined)
    await expect.poll(() => ids().length).toBeGreaterThan(5)
  })

  test('opens the file of the command line as a project, and remembers it', async () => {
    const data = dataFolder()
    const { electron, page } = await startWindow({ data, files: [image] })
    await page.getByTestId('canvas').waitFor()
    await expect.poll(() => state(data).recent).toEqual([image])
    expect(electron.app.calls).toContainEqual({ name: 'addRecentDocument', args: [image] })
    expect(flat(electron.seen.menus.at(-1) ?? []).some((e) => e.label === 'plain.jpg')).toBe(true)
  })

  test('says so when a file cannot be opened', async () => {
    const { electron } = await startWindow({ files: ['/nowhere/gone.png'] })
    await expect
      .poll(() => electron.seen.errors)
      .toEqual([
        {
          title: 'Relook cannot open this file',
          text: expect.stringContaining('/nowhere/gone.png') as unknown,
        },
      ])
  })

  test('opens what the native dialog gave; nothing when it was dismissed', async () => {
    const { electron, page } = await startWindow()
    expect(await ask(page, 'openImage')).toMatchObject({ t: 'done', value: null })
    electron.seen.chosen = [image]
    expect(await ask(page, 'openImage')).toMatchObject({
      t: 'done',
      value: { project: expect.any(String) as unknown },
    })
  })

  test('opens a file of traces that the native dialog gave, where it lies', async () => {
    const { electron, page } = await startWindow()
    const file = join(dataFolder(), 'log.jsonl')
    const text = '<think> Look. {"bbox_2d": [0, 0, 20, 20]}\n<answer>red</answer>'
    writeFileSync(
      file,
      `${JSON.stringify({ question: 'Which colour?', full_response: text, image: '1.png' })}\n`,
    )
    await page.getByTestId('sample-card').first().waitFor()
    await page.keyboard.press('Control+Shift+O')
    await expect.poll(() => page.getByRole('grid', { name: 'Traces' }).count()).toBe(0)
    electron.seen.chosen = [file]
    await page.keyboard.press('Control+Shift+O')
    await page.getByRole('gridcell', { name: /Which colour/ }).waitFor()
    await page.getByRole('heading', { name: 'The image is not here' }).waitFor()
  })

  test('saves a run where the native dialog says; nothing when it was dismissed', async () => {
    const { electron, page } = await startWindow()
    await page.getByTestId('sample-card').first().click()
    await page.getByTestId('run').click()
    await page.locator('[data-testid=step-row][data-type=answer]').waitFor({ timeout: 60_000 })
    await page.keyboard.press('Control+Alt+S')
    electron.seen.saveTo = join(dataFolder(), 'run.json')
    await page.keyboard.press('Control+Alt+S')
    await page.getByText(`Saved as ${electron.seen.saveTo}`).waitFor()
    const saved = JSON.parse(readFileSync(electron.seen.saveTo, 'utf8')) as { steps: { type: string }[] }
    expect(saved.steps.map((s) => s.type)).toContain('look')
  })

  test('is there once: a second start hands over its file and goes', async () => {
    const second = await start({ first: false, files: [image] })
    expect(await second.app.exited).toBe(0)
    expect(second.windows).toEqual([])
    const handed = second.app.calls.find((c) => c.name === 'requestSingleInstanceLock')?.args[0]
    expect(handed).toEqual({ files: [image] })
    const { electron, window, page } = await startWindow()
    electron.app.app.emit('second-instance', {}, [], '', handed)
    await page.getByTestId('canvas').waitFor()
    expect(window.calls).toContain('focus')
    expect(electron.windows).toHaveLength(1)
  })

  test('says so, and goes, when another process has the data folder', async () => {
    const data = dataFolder()
    await startWindow({ data })
    const second = await start({ data })
    expect(await second.app.exited).toBe(1)
    expect(second.seen.errors[0]?.title).toBe('Relook cannot start')
    expect(second.windows).toEqual([])
  })

  test('comes back where it stood', async () => {
    const data = dataFolder()
    const bounds = { x: 40, y: 60, width: 1000, height: 700 }
    const first = await startWindow({ data })
    first.window.place(bounds, true)
    first.electron.app.quit()
    await first.electron.app.exited
    expect(state(data).window).toEqual({ bounds, maximised: true })
    const second = await startWindow({ data })
    expect(second.window.options).toMatchObject(bounds)
    expect(second.window.isMaximized()).toBe(true)
  })

  test('comes back on a display that is there', async () => {
    const data = dataFolder()
    const first = await startWindow({ data })
    first.window.place({ x: 5000, y: 60, width: 1000, height: 700 })
    first.electron.app.quit()
    await first.electron.app.exited
    const { window } = await startWindow({ data })
    expect([window.options.x, window.options.width]).toEqual([undefined, 1440])
  })

  test('keeps what the browser keeps inside the data folder', async () => {
    const data = dataFolder()
    const { electron } = await startWindow({ data: join(data, 'not', 'there', 'yet') })
    expect(electron.app.calls).toContainEqual({
      name: 'setPath',
      args: ['userData', join(data, 'not', 'there', 'yet', 'desktop')],
    })
  })

  test('frees the data folder before it goes', async () => {
    const data = dataFolder()
    const { electron, window } = await startWindow({ data })
    expect(existsSync(join(data, 'lock'))).toBe(true)
    window.close()
    expect(await electron.app.exited).toBe(0)
    expect(existsSync(join(data, 'lock'))).toBe(false)
  })
})

function state(data: string) {
  const file = join(data, 'desktop.json')
  if (!existsSync(file)) return { recent: [], window: undefined }
  return JSON.parse(readFileSync(file, 'utf8')) as { recent: string[]; window: unknown }
}
