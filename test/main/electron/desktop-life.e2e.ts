/** What befalls a desktop program over the years: a system without a sandbox, a disk that is full, a disk that is gone. Against the stand-in. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type * as Sandbox from '../../../main/shell/sandbox'
import { shoot, shotTheme } from '../../e2e-harness/shoot'
import { fakeDesktop } from './fake-desktop'
import { ask } from './in-page'

const { start, startWindow, dataFolder } = fakeDesktop()
const image = resolve('test/fixtures/images/plain.jpg')
afterEach(() => vi.doUnmock('../../../main/shell/sandbox'))

describe('an AppImage on Ubuntu from 24.04 on', () => {
  /** The system of an ordinary user there. */
  const onUbuntu = () =>
    vi.doMock('../../../main/shell/sandbox', async (original) => {
      const real = await original<typeof Sandbox>()
      const read = (path: string) =>
        path.endsWith('apparmor_restrict_unprivileged_userns') ? '1\n' : undefined
      return {
        ...real,
        whyNoSandbox: (system: Parameters<typeof real.whyNoSandbox>[0]) =>
          real.whyNoSandbox({ ...system, platform: 'linux', uid: 1000, read }),
      }
    })

  test('says what to do, and goes when nobody wants it without a sandbox', async () => {
    onUbuntu()
    const electron = await start({ withoutSandbox: true })
    electron.seen.answers = [0]
    expect(await electron.app.exited).toBe(1)
    expect(electron.seen.asked).toMatchObject([
      { detail: expect.stringMatching(/AppImage.*\.deb/s) as unknown, buttons: ['Quit', 'Start without'] },
    ])
    expect(electron.windows).toEqual([])
    // Insisting on a sandbox would end it before it could say anything.
    expect(electron.app.calls.map(({ name }) => name)).not.toContain('enableSandbox')
  })

  test('starts without where a person says so, and asks no second time', async () => {
    onUbuntu()
    const data = dataFolder()
    const first = await startWindow({ withoutSandbox: true, data })
    await first.page.getByTestId('sample-card').first().waitFor()
    expect(first.electron.seen.asked).toHaveLength(1)
    first.electron.app.quit()
    await first.electron.app.exited
    const second = await startWindow({ withoutSandbox: true, data })
    await second.page.getByTestId('sample-card').first().waitFor()
    expect(second.electron.seen.asked).toEqual([])
  })
})

/** Opens the settings at a group. */
async function settings(page: Page, group: string) {
  await page.keyboard.press('Control+,')
  const dialog = page.getByTestId('settings-dialog')
  await dialog.getByRole('tab', { name: group }).click()
  return dialog
}

describe('the data folder', () => {
  test('is moved from the settings, used after the restart, and the old copy removed on a second word', async () => {
    const root = dataFolder()
    const [home, disk] = [join(root, 'share'), join(root, 'disk')]
    const usual = join(home, 'relook')
    const to = join(disk, 'Relook')
    mkdirSync(disk)
    const first = await startWindow({ home, files: [image] })
    await first.page.getByTestId('canvas').waitFor()
    await first.page.evaluate((theme) => localStorage.setItem('relook-theme', theme), shotTheme)
    // The stand-in keeps nothing there; Electron does.
    mkdirSync(join(usual, 'desktop', 'Cache'), { recursive: true })
    writeFileSync(join(usual, 'desktop', 'Local State'), 'sealed')
    const dialog = await settings(first.page, 'Data')
    await dialog.getByText(usual, { exact: true }).waitFor()
    // Dismissed: nothing happens.
    await dialog.getByRole('button', { name: 'Move…' }).click()
    await expect.poll(() => first.electron.seen.dialogs.length).toBe(1)
    first.electron.seen.chosen = [usual]
    await dialog.getByRole('button', { name: 'Move…' }).click()
    await dialog.getByText('lies in the data folder itself').waitFor()
    first.electron.seen.chosen = [disk]
    await dialog.getByRole('button', { name: 'Move…' }).click()
    await dialog.getByText(/Relook switches over when it is closed/).waitFor()
    await shoot(first.page, 'desktop-data-ready')
    expect(readdirSync(disk)).toEqual(['Relook.relook-part'])
    await dialog.getByRole('button', { name: 'Restart now' }).click()
    expect(await first.electron.app.exited).toBe(0)
    expect(first.electron.seen.errors).toEqual([])
    expect(first.electron.app.calls.map(({ name }) => name)).toContain('relaunch')

    const second = await startWindow({ home })
    await second.page.getByText('plain').first().waitFor()
    expect(await ask(second.page, 'about')).toMatchObject({ value: { dataFolder: to } })
    expect(existsSync(join(to, 'lock'))).toBe(true)
    expect(readFileSync(join(to, 'desktop', 'Local State'), 'utf8')).toBe('sealed')
    expect(existsSync(join(to, 'desktop', 'Cache'))).toBe(false)
    const again = await settings(second.page, 'Data')
    await again.getByText(/The old copy is still in/).waitFor()
    await shoot(second.page, 'desktop-data-old')
    await again.getByRole('button', { name: 'Remove the old copy…' }).click()
    await again.getByRole('button', { name: 'Remove it' }).click()
    await expect.poll(() => readdirSync(usual)).toEqual(['moved-to.json'])
  })

  test('a move that is taken back leaves nothing and is not made at the end', async () => {
    const root = dataFolder()
    const [home, disk] = [join(root, 'share'), join(root, 'disk')]
    mkdirSync(disk)
    const { electron, page } = await startWindow({ home })
    electron.seen.chosen = [disk]
    const dialog = await settings(page, 'Data')
    await dialog.getByRole('button', { name: 'Move…' }).click()
    await dialog.getByRole('button', { name: 'Do not move' }).click()
    await expect.poll(() => readdirSync(disk)).toEqual([])
    electron.app.quit()
    await electron.app.exited
    expect(readdirSync(disk)).toEqual([])
    expect(existsSync(join(home, 'relook', 'moved-to.json'))).toBe(false)
  })

  test('on a disk that is not there is said, and nothing is made in its place', async () => {
    const root = dataFolder()
    const home = join(root, 'share')
    const gone = join(root, 'disk', 'Relook')
    mkdirSync(join(home, 'relook'), { recursive: true })
    writeFileSync(join(home, 'relook', 'moved-to.json'), JSON.stringify({ folder: gone }))
    const electron = await start({ home })
    expect(await electron.app.exited).toBe(1)
    expect(electron.seen.errors).toMatchObject([
      { title: 'Relook cannot start', text: expect.stringContaining(`moved to ${gone}`) as unknown },
    ])
    expect(existsSync(join(root, 'disk'))).toBe(false)
    expect(readdirSync(join(home, 'relook'))).toEqual(['moved-to.json'])
  })
})

describe('a Relook file', () => {
  test('that is opened while Relook runs goes to its window, by double click on any system', async () => {
    const folder = dataFolder()
    cpSync('test/fixtures/images/plain.jpg', join(folder, '1.jpg'))
    const row = { question: 'Which?', full_response: '<think> Look.\n<answer>red</answer>', image: '1.jpg' }
    writeFileSync(join(folder, 'log.jsonl'), `${JSON.stringify(row)}\n`)
    const file = join(folder, 'mine.relook')
    const words = ['dist/main/cli.js', 'share', join(folder, 'log.jsonl'), '--as', 'relook', '--out', file]
    execFileSync(process.execPath, words, { env: { ...process.env, RELOOK_DATA: join(folder, 'cli') } })
    renameSync(join(folder, '1.jpg'), join(folder, 'gone.jpg'))
    const { electron, page } = await startWindow()
    await page.getByTestId('sample-card').first().waitFor()
    // Linux and Windows start it once more with the file's name.
    electron.app.app.emit('second-instance', {}, [], '', { files: [file] })
    await page.getByText('Which?').first().waitFor()
    await page.getByTestId('canvas').waitFor()
    // macOS tells it of the file.
    let prevented = false
    electron.app.app.emit('open-file', { preventDefault: () => (prevented = true) }, file)
    await vi.waitUntil(() => prevented)
    await expect
      .poll(() => electron.app.calls.filter(({ name }) => name === 'addRecentDocument').length)
      .toBe(2)
    expect(electron.seen.errors).toEqual([])
  })
})
