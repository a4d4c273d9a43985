/** Damaged parquet files, as data of a benchmark and as traces: three seeds. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtMain } from '../builders/built'
import { readDamaged } from './damaged-files'
import type { SoakRow } from './row'

const fixtures = new URL('../fixtures/', import.meta.url).pathname
const each = 700
const hangMs = 10_000

export async function soak(seed: number): Promise<readonly SoakRow[]> {
  const file = join(builtMain(), 'indexer.js')
  const samples = [
    ...readdirSync(`${fixtures}parquet`).map((name) => `${fixtures}parquet/${name}`),
    `${fixtures}evaluation/ScienceQA.parquet`,
  ]
  let [wrong, longest, ended, refused] = [0, 0, 0, 0]
  const words: string[] = []
  for (const one of [seed, seed + 1, seed + 2]) {
    const folder = mkdtempSync(join(tmpdir(), 'relook-soak-'))
    const tally = await readDamaged(each, { file, samples, folder, seed: one, hangMs })
    rmSync(folder, { recursive: true, force: true })
    wrong += tally.wrong.length
    refused += tally.refused
    ended += tally.ended.length
    words.push(...tally.wrong, ...tally.ended)
    longest = Math.max(longest, tally.longest)
  }
  const n = each * 3 * 2
  const detail = `${refused} refused in words, ${ended} threads stopped. ${words.slice(0, 3).join(' | ')}`
  return [
    {
      promise: 'a damaged parquet file is read or refused in words',
      n,
      value: wrong,
      unit: 'others',
      limit: 0,
      detail,
    },
    { promise: 'and it is over in time', n, value: longest, unit: 'ms', limit: hangMs + 5000 },
  ]
}
