import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { runCommandLine } from '../../../main/cli/run-cli'
import { chosenGroup, downloadData, datasetsOf, datasetSourceOf } from '../../../main/hub/datasets'
import { createHub } from '../../../main/hub/hub'
import { testFolder } from '../../builders/folder'
import { never, png } from '../../builders/services'
import { startFakeHub, type FakeHub } from './fake-hub'
import { until } from '../../builders/wait'

const noCache = '/nonexistent-cache'

async function hubWith(files: Readonly<Record<string, Buffer>>): Promise<FakeHub> {
  const hub = await startFakeHub(files)
  onTestFinished(() => hub.close())
  return hub
}

async function fetched(hub: FakeHub, folder: string, source: string) {
  const client = createHub({ endpoint: hub.endpoint, attempts: 2, backoffMs: 1 })
  const told = []
  for await (const one of downloadData({ hub: async () => client, cache: noCache, folder }, source, never))
    told.push(one)
  return told
}

describe('names of data sets', () => {
  it('reads owner, name, revision and part', () => {
    expect(datasetSourceOf('hf:lmms-lab/DocVQA')).toEqual({
      repo: 'lmms-lab/DocVQA',
      revision: 'main',
      part: '',
    })
    expect(datasetSourceOf('hf:a/b@v1.0/DocVQA/validation/')).toEqual({
      repo: 'a/b',
      revision: 'v1.0',
      part: 'DocVQA/validation',
    })
    expect(datasetSourceOf('hf:a/b@refs/convert/parquet/x')).toMatchObject({
      revision: 'refs/convert/parquet',
      part: 'x',
    })
    expect(['hf:a', 'a/b', '/data/x.tsv', 'hf:../x y'].map(datasetSourceOf)).toEqual(Array(4).fill(undefined))
  })

  it('takes the parts of a split together, and pictures along with JSON lines', () => {
    const file = (path: string) => ({ path, size: 10 })
    const parts = ['DocVQA/validation-00000-of-00002.parquet', 'DocVQA/validation-00001-of-00002.parquet']
    const all = [...parts, 'InfographicVQA/test-00000-of-00001.parquet', 'README.md', 'x.json'].map(file)
    const groups = datasetsOf(all)
    expect(groups.map(({ name, files, bytes }) => [name, files.length, bytes])).toEqual([
      ['DocVQA/validation', 2, 20],
      ['InfographicVQA/test', 1, 10],
    ])
    const source = { repo: 'a/b', revision: 'main', part: '' }
    expect(() => chosenGroup(groups, source)).toThrow('hf:a/b/InfographicVQA/test (10 B)')
    expect(chosenGroup(groups, { ...source, part: 'docvqa' }).name).toBe('DocVQA/validation')
    expect(() => chosenGroup([], source)).toThrow('holds no .parquet')
    const vstar = datasetsOf(['test_questions.jsonl', 'direct/a.jpg', 'direct/a.json'].map(file))
    expect(vstar.map((group) => group.files.map(({ path }) => path))).toEqual([
      ['test_questions.jsonl', 'direct/a.jpg'],
    ])
  })
})

describe('data sets from a hub', () => {
  it('goes on where the line broke, keeps the folders, and fetches nothing twice', async () => {
    const tsv = Buffer.from(`index\tquestion\tanswer\n${'0\tQ?\tA\n'.repeat(4000)}`)
    const hub = await hubWith({ 'data/MMVP.tsv': tsv })
    const folder = testFolder()
    hub.faults.set('data/MMVP.tsv', { type: 'stuck', after: 9000 })
    // A line that breaks before anything has come keeps nothing: then all of it is sent again.
    hub.arrived = (_, bytes) => until(() => largestPart(folder) >= bytes, `${bytes} bytes`)
    await expect(fetched(hub, folder, 'hf:owner/tiny')).rejects.toThrow('What has come is kept')
    expect(existsSync(join(folder, 'owner--tiny--data--MMVP'))).toBe(false)
    hub.faults.clear()
    hub.arrived = () => Promise.resolve()
    const told = await fetched(hub, folder, 'hf:owner/tiny/mmvp')
    expect(told.at(-1)).toEqual({ type: 'done', path: join(folder, 'owner--tiny--data--MMVP') })
    expect(told[0]).toMatchObject({ type: 'progress', total: tsv.length })
    expect(readFileSync(join(folder, 'owner--tiny--data--MMVP', 'data', 'MMVP.tsv'))).toEqual(tsv)
    expect(readdirSync(folder)).toEqual(['owner--tiny--data--MMVP'])
    const sent = hub.sent()
    expect(sent).toBeLessThan(2 * tsv.length)
    expect((await fetched(hub, folder, 'hf:owner/tiny')).map(({ type }) => type)).toEqual(['done'])
    expect(hub.sent()).toBe(sent)
  })

  it('throws away what has another content than the hub lists', async () => {
    const hub = await hubWith({ 'a.jsonl': Buffer.from('{"question":"Q?","answer":"A"}\n'.repeat(80)) })
    hub.faults.set('a.jsonl', { type: 'wrong-content' })
    await expect(fetched(hub, testFolder(), 'hf:owner/tiny')).rejects.toThrow('hash')
  })

  it('is evaluated by name on the command line', async () => {
    const image = Buffer.from(await png(20, 20)).toString('base64')
    const folder = testFolder()
    const rows = [0, 1].map((i) => `${i}\t${image}\tQ${i}?\ta${i}`).join('\n')
    const hub = await hubWith({ 'TextVQA_VAL.tsv': Buffer.from(`index\timage\tquestion\tanswer\n${rows}\n`) })
    const answers = [0, 1].map((n) => ({ question: `Q${n}?`, segments: [`<answer>a${n}</answer>`] }))
    mkdirSync(join(folder, 'tmp'))
    writeFileSync(join(folder, 'script.json'), JSON.stringify({ tokensPerSecond: 5000, answers }))
    const env = { TMPDIR: join(folder, 'tmp'), RELOOK_DATA: join(folder, 'data') }
    for (const [name, value] of Object.entries({
      ...env,
      HF_ENDPOINT: hub.endpoint,
      HF_HUB_CACHE: noCache,
      RELOOK_SCRIPT: join(folder, 'script.json'),
    }))
      vi.stubEnv(name, value)
    onTestFinished(() => void vi.unstubAllEnvs())
    let out = ''
    let error = ''
    const code = await runCommandLine(
      ['eval', 'hf:owner/tiny', '--model', 'scripted', '--metric', 'exact-match', '--json'],
      { out: (t) => (out += t), error: (t) => (error += t), signal: never },
    )
    expect({ code, error: code === 0 ? '' : error, ...(JSON.parse(out || '{}') as object) }).toMatchObject({
      code: 0,
      error: '',
      count: 2,
      accuracy: 1,
    })
    expect(readdirSync(join(folder, 'data', 'datasets'))).toEqual(['owner--tiny--TextVQA_VAL'])
  })
})

/** Bytes of the largest unfinished file below a folder. */
function largestPart(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const parts = names.filter((name) => name.endsWith('.part'))
  return Math.max(
    0,
    ...parts.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
  )
}
