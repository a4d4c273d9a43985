/** The settings, by keyboard and in both languages; what only a desktop has is seen in test/main/electron. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'

let app: OpenApp

beforeAll(async () => {
  app = await openApp({ width: 1280, height: 800, theme: shotTheme })
  await app.page.getByTestId('sample-card').first().waitFor()
})
afterAll(() => app.stop())

const dialog = () => app.page.getByTestId('settings-dialog')
const tab = (name: string) => dialog().getByRole('tab', { name, exact: true })
const rootOf = (name: 'fontSize' | 'theme') =>
  app.page.evaluate((what) => {
    const root = document.documentElement
    return what === 'theme' ? root.dataset['theme'] : getComputedStyle(document.body).fontSize
  }, name)
/** From the start of the dialog. */
async function open(): Promise<void> {
  await app.page.keyboard.press('Control+,')
  await dialog().waitFor()
}

test('opens by its keys with the first group in hand; arrows go through the groups', async () => {
  await open()
  await expect.poll(() => tab('Appearance').evaluate((e) => e === document.activeElement)).toBe(true)
  await shoot(app.page, 'settings-looks')
  for (const name of ['Models', 'Hub and keys', 'About and updates', 'Data', 'Reset']) {
    await app.page.keyboard.press('ArrowDown')
    await expect.poll(() => tab(name).getAttribute('data-state')).toBe('active')
    await shoot(app.page, `settings-${name.replaceAll(' ', '-').toLowerCase()}`)
  }
  await app.page.keyboard.press('Escape')
  await dialog().waitFor({ state: 'detached' })
})

test('theme and text size hold at once and after a reload', async () => {
  await open()
  await dialog().getByRole('combobox', { name: 'Theme' }).selectOption('dark')
  await expect.poll(() => rootOf('theme')).toBe('dark')
  const before = Number.parseFloat((await rootOf('fontSize')) ?? '')
  await dialog().getByRole('combobox', { name: 'Text size' }).selectOption('150')
  await expect.poll(async () => Number.parseFloat((await rootOf('fontSize')) ?? '')).toBe(before * 1.5)
  // Nothing of the dialog is cut off.
  const cut = await dialog().evaluate(
    (e) =>
      [...e.querySelectorAll('button, select, [role=tab]')].filter(
        (one) => one.scrollWidth > one.clientWidth + 1,
      ).length,
  )
  expect(cut).toBe(0)
  await shoot(app.page, 'settings-large')
  await app.page.reload()
  await expect.poll(async () => Number.parseFloat((await rootOf('fontSize')) ?? '')).toBe(before * 1.5)
  await dialog().waitFor()
  await shoot(app.page, 'home-large')
  await dialog().getByRole('combobox', { name: 'Text size' }).selectOption('100')
  await app.page.keyboard.press('Escape')
})

test('what models run on, their memory and idle time are those of the inference process', async () => {
  await open()
  await tab('Models').click()
  const idle = dialog().getByRole('combobox', { name: 'Free the model’s memory when idle' })
  await expect.poll(() => idle.inputValue()).toBe('30')
  await idle.selectOption('5')
  await dialog().getByRole('combobox', { name: 'Memory kept for instant re-runs' }).selectOption('1000000000')
  await dialog().getByRole('combobox', { name: 'Models run on' }).selectOption('cpu')
  await app.page.keyboard.press('Escape')
  await app.page.reload()
  await open()
  await tab('Models').click()
  await expect.poll(() => idle.inputValue()).toBe('5')
  await shoot(app.page, 'settings-models-set')
  await app.page.keyboard.press('Escape')
})

test('a server’s key is forgotten here; where data is chosen elsewhere, that is said', async () => {
  await open()
  await tab('Hub and keys').click()
  await dialog().getByText('No server was added.').waitFor()
  await dialog().getByLabel('Token').fill('hf_one')
  await dialog().getByRole('button', { name: 'Keep' }).click()
  await dialog().getByRole('button', { name: 'Delete the token' }).click()
  await expect.poll(() => dialog().getByRole('button', { name: 'Delete the token' }).count()).toBe(0)
  await tab('Data').click()
  await dialog().getByText(app.data, { exact: true }).waitFor()
  await dialog().getByText('It is chosen where the server is started').waitFor()
  await expect.poll(() => dialog().getByRole('button', { name: 'Move…' }).count()).toBe(0)
  await tab('About and updates').click()
  await dialog().getByText('Only the desktop app can do this.').waitFor()
  await app.page.keyboard.press('Escape')
})

test('speaks Chinese at once, and everything goes back on a second word', async () => {
  await open()
  await dialog().getByRole('combobox', { name: 'Language' }).selectOption('zh-CN')
  await dialog().getByRole('tab', { name: '外观' }).waitFor()
  await shoot(app.page, 'settings-chinese')
  for (const name of ['模型', '模型中心与密钥', '关于与更新', '数据', '重置']) {
    await dialog().getByRole('tab', { name, exact: true }).click()
    await shoot(app.page, `settings-chinese-${name}`)
  }
  await dialog().getByRole('button', { name: '重置…' }).click()
  expect(await rootOf('theme')).toBe('dark')
  await dialog().getByRole('button', { name: '立即重置' }).click()
  await dialog().getByText('All settings are as they were at the first start.').waitFor()
  await expect.poll(() => rootOf('theme')).toBe(shotTheme)
  await tab('Models').click()
  const idle = dialog().getByRole('combobox', { name: 'Free the model’s memory when idle' })
  await expect.poll(() => idle.inputValue()).toBe('30')
  await app.page.keyboard.press('Escape')
})
