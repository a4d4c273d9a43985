/** Spreadsheets that ask for more than they hold. */
import { expect, test } from 'vitest'
import { checkSheets } from '../../../main/collections/sheet-limits'

const sheet = 'xl/worksheets/sheet1.xml'
const check = (text: string, name = sheet) =>
  checkSheets({ names: [name], read: async () => Buffer.from(text, 'latin1') })
const cell = (at: string) => `<c r="${at}"><v>1</v></c>`

test.each([
  ['a far cell', `<sheetData><row>${cell('A1')}${cell('XFD1048576')}</row></sheetData>`],
  ['a far cell with its place written last', `<c s="1" t="n" r="XFD1048576"/>`],
  ['a far corner', `<dimension ref="A1:XFD1048576"/>${cell('A1')}`],
  ['a far corner under a prefix', `<x:dimension ref="XFD1048576"/><x:c r="A1"/>`],
])('%s is refused', async (_, text) => {
  await expect(check(text)).rejects.toThrow(/claims 1048576 rows and 16384 columns/)
})

test('entities are refused, in every part and encoding', async () => {
  const bomb = '<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
  await expect(check(bomb)).rejects.toThrow(/holds definitions/)
  await expect(check(bomb, 'xl/sharedStrings.xml')).rejects.toThrow(/holds definitions/)
  await expect(check([...bomb].join('\0'), 'xl/styles.xml')).rejects.toThrow(/holds definitions/)
})

test('large tables that are full, and small ones with holes, are taken', async () => {
  const full = Array.from({ length: 60_000 }, (_, row) => cell(`A${row + 1}`) + cell(`CV${row + 1}`)).join('')
  await check(`<dimension ref="A1:CV60000"/>${full}`)
  await check(`<dimension ref="A1:Z1000"/>${cell('A1')}`)
})
