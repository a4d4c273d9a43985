/** Texts in the language of the window: plurals, places, tags, what is missing, and the marks of the pseudo-locale. */
import { afterEach, expect, test } from 'vitest'
import { msg } from '../../../app/message'
import { languageChoice, loadLanguage, resolveLanguage } from '../../../renderer/language/languages'
import { formatNumber, inEnglish, richParts, speak, spokenLanguage, t } from '../../../renderer/language/text'

afterEach(async () => speak(await loadLanguage('en')))

test('English is in the code, with plurals and separators', () => {
  const looks = (n: number) => t('{n, plural, one {# look} other {# looks}}', { n })
  expect([looks(0), looks(1), looks(2), looks(1234)]).toEqual(['0 looks', '1 look', '2 looks', '1,234 looks'])
  expect(formatNumber(1234567)).toBe('1,234,567')
})

test('another language is loaded on demand, and set for all texts from then on', async () => {
  const before = t('Open traces…')
  speak(await loadLanguage('zh-CN'))
  expect(spokenLanguage()).toBe('zh-CN')
  expect([before, t('Open traces…')]).toEqual(['Open traces…', '打开轨迹…'])
  expect(t('Failure tag {n}', { n: 3 })).toBe('错误标签 3')
  expect(inEnglish(msg('Failure tag {n}'), { n: 3 })).toBe('Failure tag 3')
})

test('what a catalogue lacks stays English', () => {
  speak({ id: 'zh-CN', catalogue: {}, sayings: {} })
  expect(t('Open traces…')).toBe('Open traces…')
})

test('a value that is missing is an error, not an empty place', () => {
  expect(() => t('Failure tag {n}')).toThrow(/n/)
})

test('letters of markup in plain texts and in values stay letters', () => {
  expect(t('{name} is <b>not</b> markup', { name: '{x} <i>' })).toBe('{x} <i> is <b>not</b> markup')
})

test('tags become what they are given, where the catalogue has them', () => {
  speak({ id: 'zh-CN', catalogue: { '<b>{n}</b> of all': '全部的 <b>{n}</b>' }, sayings: {} })
  const b = (inside: readonly unknown[]) => ({ b: inside.join('') })
  expect(richParts<object>('<b>{n}</b> of all', { n: 3, b })).toEqual(['全部的 ', { b: '3' }])
})

test('the pseudo-locale marks every text once', async () => {
  speak(await loadLanguage('en-XA'))
  expect(t('Failure tag {n}', { n: 3 })).toBe('⟦Failure tag 3⟧')
  expect(richParts<object>('a <b>c</b>', { b: (inside) => ({ inside }) })).toEqual([
    '⟦a ⟧',
    { inside: ['⟦c⟧'] },
  ])
})

test('the language is the chosen one, else the first of the system that there is, else English', () => {
  expect(resolveLanguage('en', ['zh-CN'])).toBe('en')
  expect(resolveLanguage('system', ['fr', 'zh-Hans-SG', 'en'])).toBe('zh-CN')
  expect(resolveLanguage('system', ['en-GB', 'zh'])).toBe('en')
  expect(resolveLanguage('system', ['fr'])).toBe('en')
  expect([null, '', 'zh-CN', 'en-XA', 'xx'].map(languageChoice)).toEqual([
    'system',
    'system',
    'zh-CN',
    'en-XA',
    'system',
  ])
})
