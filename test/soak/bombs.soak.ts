/** Damaged spreadsheets, zip and gzip files, as data of a benchmark and as traces; and a gzip file that unpacks to a gigabyte. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import writeXlsxFile from 'write-excel-file/node'
import { readRows } from '../../main/collections/containers'
import { builtMain } from '../builders/built'
import { logRow } from '../builders/traces'
import { zipOf } from '../builders/zip'
import { readDamaged } from './damaged-files'
import type { SoakRow } from './row'

const damaged = 1500
const hangMs = 10_000
const never = new AbortController().signal

export async function soak(seed: number): Promise<readonly SoakRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'relook-soak-'))
  try {
    const file = join(builtMain(), 'indexer.js')
    const work = join(folder, 'damaged')
    mkdirSync(work)
    const tally = await readDamaged(damaged, {
      file,
      samples: await samplesIn(folder),
      folder: work,
      seed,
      hangMs,
    })
    const { rows, issues, moreMb } = await gigabyte(folder)
    return [
      {
        promise: 'a damaged spreadsheet, zip or gzip file is read or refused in words',
        n: damaged * 2,
        value: tally.wrong.length,
        unit: 'others',
        limit: 0,
        detail: `${tally.refused} refused, ${tally.ended.length} threads stopped. ${tally.wrong.slice(0, 3).join(' | ')}`,
      },
      {
        promise: 'and it is over in time',
        n: damaged * 2,
        value: tally.longest,
        unit: 'ms',
        limit: hangMs + 5000,
      },
      {
        promise: 'a gzip file of 1 MB that unpacks to a gigabyte of one line is one broken row',
        n: 1,
        value: rows === 2 && issues === 1 ? 0 : 1,
        unit: 'wrong',
        limit: 0,
      },
      {
        promise: 'and takes no more memory than its longest row',
        n: 1,
        value: moreMb,
        unit: 'MB more',
        limit: 600,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Whole files of each kind. */
async function samplesIn(folder: string): Promise<readonly string[]> {
  const lines = Array.from({ length: 200 }, (_, i) => `${JSON.stringify(logRow(i))}\n`)
  const table = [
    ['index', 'question', 'answer', 'prediction'],
    ...lines.map((line, i) => [i, 'What?', 'a', line]),
  ]
  const files = {
    'a.xlsx': await writeXlsxFile(table).toBuffer(),
    'a.jsonl.gz': gzipSync(lines.join('')),
    'a.zip': zipOf([
      { name: 'header.json', text: '{"version":2,"eval":{},"plan":{}}' },
      { name: 'samples/1_epoch_1.json', text: lines[0] ?? '' },
      { name: 'samples/2_epoch_1.json', text: lines[1] ?? '', method: 'stored' },
      { name: 'samples/3_epoch_1.json', text: lines[2] ?? '', method: 'zstd' },
    ]),
  }
  return Object.entries(files).map(([name, bytes]) => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    return path
  })
}

/** A row, a line of a gigabyte, a row. */
async function gigabyte(folder: string) {
  const path = join(folder, 'gigabyte.jsonl.gz')
  const block = gzipSync(Buffer.alloc(1 << 24, 'x'))
  writeFileSync(
    path,
    Buffer.concat([
      gzipSync('{"a":1}\n{"a":"'),
      ...Array.from({ length: 64 }, () => block),
      gzipSync('"}\n{"a":3}\n'),
    ]),
  )
  const before = process.memoryUsage().rss
  let [rows, issues, most] = [0, 0, before]
  for await (const { ok } of readRows({ path, copy: join(folder, 'copy') }, never)) {
    if (ok) rows++
    else issues++
    most = Math.max(most, process.memoryUsage().rss)
  }
  return { rows, issues, moreMb: (most - before) / 2 ** 20 }
}
