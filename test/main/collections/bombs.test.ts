/** Small files that unpack to much, or to something else than they say: refused in words, and cheaply. */
import { createWriteStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { createGzip, gzipSync } from 'node:zlib'
import writeXlsxFile from 'write-excel-file/node'
import { expect, test } from 'vitest'
import { readRows } from '../../../main/collections/containers'
import { sheetRows } from '../../../main/collections/sheet'
import { openZip } from '../../../main/collections/zip'
import { testFolder } from '../../builders/folder'
import { zipOf, type ZipEntry } from '../../builders/zip'

const never = new AbortController().signal

const head = '<?xml version="1.0"?>'
const office = 'http://schemas.openxmlformats.org'
/** A sheet of one column with one row below its name. */
const sheet = (value: string): ZipEntry => ({
  name: 'xl/worksheets/sheet1.xml',
  text: `${head}<worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetData>${['q', value]
    .map((text, i) => `<row r="${i + 1}"><c r="A${i + 1}" t="inlineStr"><is><t>${text}</t></is></c></row>`)
    .join('')}</sheetData></worksheet>`,
})
const book = (value: string): readonly ZipEntry[] => [
  {
    name: 'xl/workbook.xml',
    text: `${head}<workbook xmlns="${office}/spreadsheetml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
  },
  {
    name: 'xl/_rels/workbook.xml.rels',
    text: `${head}<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="r1" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  },
  sheet(value),
]

async function sheetOf(bytes: Buffer) {
  const path = join(testFolder(), 'a.xlsx')
  writeFileSync(path, bytes)
  return sheetRows(path, await openZip(path))
}

/** The same file with an entry among the packed ones that its directory does not list. */
function withHidden(entries: readonly ZipEntry[], extra: ZipEntry): Buffer {
  const shown = zipOf(entries)
  const packed = zipOf([extra])
  const local = packed.subarray(0, packed.indexOf('PK\u0001\u0002'))
  const at = shown.indexOf('PK\u0001\u0002')
  const bytes = Buffer.concat([shown.subarray(0, at), local, shown.subarray(at)])
  bytes.writeUInt32LE(at + local.length, bytes.length - 6)
  return bytes
}

test('a spreadsheet is read as its directory says, and as programs write it', async () => {
  expect(await sheetOf(zipOf(book('shown')))).toEqual([['q'], ['shown']])
  const written = await writeXlsxFile([['q'], ['a']]).toBuffer()
  expect(await sheetOf(written)).toEqual([['q'], ['a']])
})

test('one that is another for whoever reads it from its beginning is refused', async () => {
  await expect(sheetOf(withHidden(book('shown'), sheet('hidden')))).rejects.toThrow(/directory does not list/)
  await expect(sheetOf(zipOf([sheet('first'), ...book('last')]))).rejects.toThrow(/one name twice/)
})

test.each([
  ['a sheet', [...book('x').slice(0, 2), { ...sheet('a'.repeat(50e6)), claims: 100 }]],
  ['a picture in it', [...book('x'), { name: 'xl/media/a.png', text: 'a'.repeat(50e6), claims: 100 }]],
])('%s that unpacks to more than it says ends there', async (_, entries) => {
  await expect(sheetOf(zipOf(entries))).rejects.toThrow(/too many bytes in the stream/)
})

test('a spreadsheet that says it unpacks to gigabytes is not unpacked', async () => {
  const claims = 4e9
  await expect(sheetOf(zipOf([...book('x'), { name: 'xl/media/a.png', text: 'a', claims }]))).rejects.toThrow(
    /unpacks to 4.0 GB.*Save it as CSV/,
  )
})

test('an entry of another zip that is too long is told before it is unpacked', async () => {
  const path = join(testFolder(), 'a.zip')
  writeFileSync(path, zipOf([{ name: 'samples/1.json', text: '{}', claims: 3e9 }]))
  const zip = await openZip(path)
  await expect(zip.read('samples/1.json')).rejects.toThrow(/longer than 256 MB/)
})

/** Messages of a file's issues, or of the failure that it ends in. */
async function toldOf(name: string, content: Buffer): Promise<string> {
  const folder = testFolder()
  writeFileSync(join(folder, name), content)
  const told: string[] = []
  try {
    for await (const read of readRows({ path: join(folder, name), copy: join(folder, 'copy') }, never))
      if (!read.ok) told.push(read.issue.message)
  } catch (error) {
    told.push((error as Error).message)
  }
  return told.join('\n')
}

test('a tar file is told as what it is, packed or not', async () => {
  const tar = Buffer.alloc(10_240)
  tar.write('../../etc/passwd\0', 0, 'latin1')
  tar.write('0000644\0', 100, 'latin1')
  tar.write('00000000001\0', 124, 'latin1')
  tar.write('ustar\u000000', 257, 'latin1')
  for (const [name, bytes] of [
    ['a.tar', tar],
    ['a.tar.gz', gzipSync(tar)],
  ] as const)
    expect(await toldOf(name, bytes), name).toMatch(/tar/i)
})

test(
  'a line that unpacks to hundreds of megabytes is one broken row, not memory',
  { timeout: 120_000 },
  async () => {
    const folder = testFolder()
    const path = join(folder, 'a.jsonl.gz')
    const packed = createGzip({ level: 1 })
    packed.pipe(createWriteStream(path))
    packed.write('{"a":1}\n{"a":"')
    const block = Buffer.alloc(1 << 24, 'x')
    for (let i = 0; i < 40; i++) if (!packed.write(block)) await once(packed, 'drain')
    packed.end('"}\n{"a":3}\n')
    await once(packed, 'end')
    const rows: unknown[] = []
    const issues: string[] = []
    for await (const read of readRows({ path, copy: join(folder, 'copy') }, never))
      if (read.ok) rows.push(read.row.value)
      else issues.push(read.issue.message)
    expect(rows).toEqual([{ a: 1 }, { a: 3 }])
    expect(issues.join()).toMatch(/longer than 256 MB/)
  },
)
