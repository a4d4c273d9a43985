/**
 * The same promises in real Electron. Runs by `npm run e2e:electron`, and only where Electron's binary is: it is skipped, and
 * counted as skipped, everywhere else.
 */
import { resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { allRefused, ask, exposed, tryForeignThings } from './in-page'
import { describeNeeding } from '../../builders/needs'
import { endReal, gallery, ownFolder, realElectron, startReal } from './real-app'

const image = resolve('test/fixtures/images/plain.jpg')
afterEach(async () => expect(await endReal()).toEqual([]))

describeNeeding(realElectron, 'real Electron', () => {
  test('shows the app from its own scheme, sandboxed', async () => {
    const { app, page } = await startReal()
    await gallery(page)
    expect(page.url()).toMatch(/^relook:\/\/app\//)
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences: () => Record<string, unknown>
      }
      const { contextIsolation, sandbox, nodeIntegration, webviewTag } = contents.getLastWebPreferences()
      return { contextIsolation, sandbox, nodeIntegration, webviewTag }
    })
    expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false })
    expect(await page.evaluate(() => [isSecureContext, crossOriginIsolated])).toEqual([true, true])
  })

  test('gives the page one frozen thing, and the host through it', async () => {
    const { page } = await startReal()
    expect(await exposed(page)).toEqual({ keys: ['open', 'pathOf'], frozen: true, inside: [] })
    expect(await ask(page, 'about')).toMatchObject({ t: 'done', value: { shell: 'desktop', dialogs: true } })
    expect(await ask(page, 'constructor')).toMatchObject({ t: 'fail', failure: { code: 'denied' } })
  })

  test('runs no script that is not its own, opens no window, goes nowhere', async () => {
    const { app, page } = await startReal()
    await gallery(page)
    expect(await tryForeignThings(page)).toEqual(allRefused)
    const before = page.url()
    await page.evaluate(() => {
      window.open('https://evil.example/')
      location.href = 'https://evil.example/'
    })
    // A question to the shell and back: what was asked of it before has been decided.
    await ask(page, 'about')
    expect([page.url(), app.windows().length]).toEqual([before, 1])
  })

  test('serves nothing from outside its folders', async () => {
    const { page } = await startReal()
    const status = (path: string) => page.evaluate(async (p) => (await fetch(p)).status, path)
    expect(await status('..%2fpackage.json')).toBe(404)
    expect(await status('%2e%2e/package.json')).toBe(404)
  })

  test('runs a sample to its answer in a utility process, and outlives that process', async () => {
    const { app, page } = await startReal()
    await gallery(page)
    await page.getByTestId('sample-card').first().click()
    await page.getByTestId('run').click()
    const answers = page.locator('[data-testid=step-row][data-type=answer]')
    await answers.first().waitFor({ timeout: 60_000 })
    const utility = await app.evaluate(({ app }) =>
      app.getAppMetrics().find((m) => m.type === 'Utility' && m.name === 'Relook inference'),
    )
    expect(utility?.pid).toBeGreaterThan(0)
    process.kill(utility?.pid ?? 0, 'SIGKILL')
    await page
      .getByText(/inference process/i)
      .first()
      .waitFor()
    await page.getByTestId('run').click()
    await expect.poll(() => page.getByTestId('branch-row').count()).toBe(2)
    await answers.first().waitFor({ timeout: 60_000 })
  })

  test('has the command table as native menu', async () => {
    const { app, page } = await startReal()
    await gallery(page)
    const count = () =>
      app.evaluate(({ Menu }) => {
        const all = Menu.getApplicationMenu()?.items.flatMap((i) => i.submenu?.items ?? []) ?? []
        return all.filter((item) => item.id).length
      })
    await expect.poll(count).toBeGreaterThan(5)
  })

  test('opens the file of the command line, and comes back where it stood', async () => {
    const data = ownFolder()
    const first = await startReal(data, [image])
    await first.page.getByTestId('canvas').waitFor()
    await first.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 60, width: 1000, height: 700 }),
    )
    await first.app.close()
    const placeOf = (app: typeof first.app) =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
    // It begins where the last one was.
    const second = await startReal(data)
    await second.page.getByTestId('canvas').waitFor()
    const place = await placeOf(second.app)
    expect(place).toMatchObject({ width: 1000, height: 700 })
    await second.app.close()
    const third = await startReal(data)
    await third.page.getByTestId('canvas').waitFor()
    // A frame lower at each start: what X11 tells is not what it was asked.
    expect(await placeOf(third.app)).toEqual(place)
  })
})
