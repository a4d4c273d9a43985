/**
 * What a spreadsheet may cost before it is read: a sheet of two cells can ask for a table of billions, and a line of XML for
 * gigabytes of text. Looks at the text of its parts only. Knows no row.
 */
import { Failure } from '../../app/failure'
import type { Zip } from './zip'

/** Cells of the table that is made of a sheet; as many for each that holds something are empty ones. */
const mostCells = 5_000_000
const mostEmptyPerCell = 200

/** @throws Failure `bad-input` for what could not be read in the memory there is. */
export async function checkSheets(zip: Pick<Zip, 'names' | 'read'>): Promise<void> {
  for (const name of zip.names) {
    // Read whatever it is: only so it is sure that it unpacks to what it says.
    const bytes = await zip.read(name)
    if (!/\.(xml|rels)$/i.test(name)) continue
    // Entities of its own are what makes little text much; no program for tables writes them. In other encodings they hide.
    if (bytes.includes(0) || bytes.includes('<!DOCTYPE') || bytes.includes('<!ENTITY'))
      throw new Failure(
        'bad-input',
        `${name} of the spreadsheet holds definitions, which no spreadsheet needs.`,
      )
    if (/^xl\/worksheets\/[^/]+\.xml$/i.test(name)) checkExtent(bytes.toString('latin1'), name)
  }
}

function checkExtent(text: string, name: string): void {
  let [columns, rows, cells] = [0, 0, 0]
  const reach = (letters = '', digits = '') => {
    columns = Math.max(columns, columnOf(letters))
    rows = Math.max(rows, Number(digits))
  }
  const dimension =
    /<(?:\w+:)?dimension\s[^>]{0,200}?ref="(?:[A-Z]{1,3}\d{1,7}:)?([A-Z]{1,3})(\d{1,7})"/.exec(text)
  if (dimension !== null) reach(dimension[1], dimension[2])
  for (const [, letters, digits] of text.matchAll(/<(?:\w+:)?c\s[^>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"/g)) {
    reach(letters, digits)
    cells++
  }
  const area = columns * rows
  if (area > mostCells && area > cells * mostEmptyPerCell)
    throw new Failure(
      'bad-input',
      `The sheet ${name} claims ${rows} rows and ${columns} columns and holds ${cells} cells. Delete what is empty, or save it as CSV.`,
    )
}

/** `A` is 1, `AA` is 27. */
function columnOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
}
