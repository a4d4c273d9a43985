/** What the desktop itself shows, in the language of its window: menus, what the system performs, dialogs, what long work tells. */
import { afterEach, expect, test } from 'vitest'
import { contextMenu } from '../../../main/shell/context-menu'
import { menuTemplate, type MenuEntry } from '../../../main/shell/menu'
import { native, speakNative, systemLanguage } from '../../../main/shell/native-words'

afterEach(async () => void (await speakNative('en')))

const template = (platform: NodeJS.Platform) =>
  menuTemplate({
    items: [{ id: 'open', title: '打开图像…', menu: 'file', enabled: true }],
    recent: [],
    platform,
    onCommand: () => undefined,
    onOwn: () => undefined,
    onRecent: () => undefined,
    onClearRecent: () => undefined,
  })
const labels = (entries: readonly MenuEntry[]): string[] =>
  entries.flatMap((e) => [...(e.label === undefined ? [] : [e.label]), ...labels(e.submenu ?? [])])

test.each(['linux', 'win32', 'darwin'] as const)(
  'in 简体中文 no label of the menu on %s is English',
  async (platform) => {
    const english = labels(template(platform))
    await speakNative('zh-CN')
    const own = labels(template(platform))
    expect(own).toHaveLength(english.length)
    // The name of the app stays; a letter in brackets opens a menu.
    expect(own.filter((label) => /[A-Za-z]{2}/.test(label.replaceAll('Relook', '')))).toEqual([])
    expect(own).toContain('打开最近的文件')
  },
)

test('a menu keeps the letter that opens it, but on macOS', async () => {
  await speakNative('zh-CN')
  expect(template('linux').map((m) => m.label)).toContain('文件(&F)')
  expect(template('darwin').map((m) => m.label)).toContain('文件')
  await speakNative('en')
  expect(template('linux').map((m) => m.label)).toContain('&File')
})

test('what a click of the other button offers follows the language', async () => {
  await speakNative('zh-CN')
  const editFlags = {
    canUndo: true,
    canRedo: true,
    canCut: true,
    canCopy: true,
    canPaste: true,
    canSelectAll: true,
  }
  const entries = contextMenu({ isEditable: true, selectionText: '', editFlags })
  expect(labels(entries)).toEqual(['撤销', '重做', '剪切', '复制', '粘贴', '全选'])
})

test('the language is live, and one that nobody knows is English', async () => {
  expect(await speakNative('zh-CN')).toBe(true)
  expect(native('Export “a.jsonl” is done')).toBe('导出“a.jsonl”已完成')
  expect(await speakNative('zh-CN')).toBe(false)
  await speakNative('xx')
  expect(native('Open Recent')).toBe('Open Recent')
})

test('without a memory the first of the system’s languages that there is', () => {
  expect(systemLanguage(['fr-FR', 'zh-Hans-CN', 'en-GB'])).toBe('zh-CN')
  expect(systemLanguage(['en-GB', 'zh-CN'])).toBe('en')
  expect(systemLanguage(['fr'])).toBe('en')
})
