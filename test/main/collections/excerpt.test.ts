/** What a row of a list says of a searched word that its line does not show. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { excerptOf, isShown } from '../../../main/collections/excerpt'
import { searchTermsOf } from '../../../main/collections/search'
import { fieldMark, folded } from '../../../main/collections/summary'
import { testFolder } from '../../builders/folder'
import fc from '../../builders/properties'
import { servicesWith } from '../../builders/services'
import { found, lines, logRow, openPath, put } from '../../builders/traces'

const card = { id: '7', question: 'Which flame?', answer: 'a', gold: 'a' }
const words = (text: string, question = card.question) =>
  `${[card.id, question, card.answer, card.gold, text].map(folded).join(fieldMark)}\n`
const excerpt = (query: string, text: string, question?: string) =>
  excerptOf(card, words(text, question), searchTermsOf(query))

test('nothing is said of what the line shows', () => {
  expect(isShown(card, searchTermsOf('FLAME id:7 answer:"a"'))).toBe(true)
  expect(isShown(card, [])).toBe(true)
  expect(isShown(card, searchTermsOf('flame candle'))).toBe(false)
  expect(isShown(card, searchTermsOf('text:flame'))).toBe(false)
})

test('a word of the reasoning is told with the words around it', () => {
  const text = `To answer this I look closely at the Two Candles on the table. ${'And on. '.repeat(40)}`
  const told = excerpt('"two candles"', text)
  expect(told?.field).toBe('text')
  expect(told?.text).toMatch(/^… at the two candles on the table\. .*…$/)
  expect(excerpt('candles', 'Candles.')).toEqual({ field: 'text', text: 'candles.' })
})

test('one that is only past what is shown of a question is told as such', () => {
  const long = `Which flame? ${'Choose one. '.repeat(60)}A lantern.`
  expect(excerpt('lantern', '', long)?.field).toBe('question')
  expect(excerpt('question:lantern', 'a lantern', long)?.field).toBe('question')
  expect(excerpt('answer:lantern', 'a lantern', long)).toBeUndefined()
})

test('whatever is in the words and not in the line is in the excerpt, near its beginning', () => {
  const letters = fc
    .array(fc.constantFrom('a', ' ', '😀', 'ж', 'é'), { maxLength: 200 })
    .map((l) => l.join(''))
  fc.assert(
    fc.property(letters, letters, (before, behind) => {
      const told = excerpt('needle', `${before}needle${behind}`)
      expect(told?.text.indexOf('needle')).toBeGreaterThanOrEqual(0)
      expect(told?.text.indexOf('needle')).toBeLessThanOrEqual(20)
      // No half of a letter.
      expect(Buffer.from(told?.text ?? '').toString()).toBe(told?.text)
    }),
  )
})

test('a list says it of the rows that match, and of none when nothing is searched for', async () => {
  const folder = testFolder()
  const services = await servicesWith(join(folder, 'data'))
  const collection = await openPath(services, put(folder, 'log.jsonl', lines([logRow(1), logRow(2)])))
  const told = async (text?: string) =>
    (await found(services, collection, text === undefined ? {} : { text })).rows.map((row) => row.found)
  expect(await told('"it is SEEN" Question')).toMatchObject([
    { field: 'text', text: expect.stringContaining('it is seen') as string },
    { field: 'text', text: expect.stringContaining('it is seen') as string },
  ])
  expect(await told('question')).toEqual([undefined, undefined])
  expect(await told()).toEqual([undefined, undefined])
  await services.close()
})
