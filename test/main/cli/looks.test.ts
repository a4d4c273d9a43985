// `relook looks` and `relook triage`: many traces at once, through the built parts.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { withServices } from '../../../main/cli/ephemeral'
import { runCommandLine } from '../../../main/cli/run-cli'
import { testFolder } from '../../builders/folder'
import { never, png } from '../../builders/services'
import { lines, logRow, put, putPicture } from '../../builders/traces'

async function relook(...words: string[]) {
  const said = { out: '', error: '' }
  const code = await runCommandLine(words, {
    out: (text) => void (said.out += text),
    error: (text) => void (said.error += text),
    signal: new AbortController().signal,
  })
  return { code, ...said }
}

/** Two kept runs of a scripted model, which says the same whatever it is shown. */
async function kept() {
  const folder = testFolder()
  const image = join(folder, 'a.png')
  writeFileSync(image, await png(400, 300))
  const segments = ['<think>Well. {"bbox_2d": [10, 20, 110, 120]}', 'It reads 7.</think><answer>7</answer>']
  writeFileSync(join(folder, 's.json'), JSON.stringify({ tokensPerSecond: 5000, answers: [{ segments }] }))
  vi.stubEnv('RELOOK_DATA', join(folder, 'data'))
  vi.stubEnv('RELOOK_SCRIPT', join(folder, 's.json'))
  onTestFinished(() => void vi.unstubAllEnvs())
  await relook('run', image, 'What is it?', '--keep')
  await relook('run', image, 'And that?', '--keep')
  return folder
}

test('says which answers hang on their looks, writes the looks that do not matter, and goes on where it ended', async () => {
  const folder = await kept()
  const out = join(folder, 'looks.jsonl')
  const idle = join(folder, 'idle.jsonl')
  const { code, out: said } = await relook(
    'looks',
    '--out',
    out,
    '--not-used',
    idle,
    '--json',
    '--at-once',
    '2',
  )
  expect(code).toBe(0)
  expect(JSON.parse(said)).toMatchObject({
    traces: 2,
    looking: 2,
    hanging: 0,
    failed: 0,
    verdicts: { 'not-used': 2 },
  })
  const written = readFileSync(out, 'utf8').trim().split('\n')
  expect(written).toHaveLength(2)
  const idleLooks = readFileSync(idle, 'utf8')
    .trim()
    .split('\n')
    .map((l) => JSON.parse(l) as { look: { verdict: string } })
  expect(idleLooks.map((l) => l.look.verdict)).toEqual(['not-used', 'not-used'])
  // One trace was tried, and the second cut off in the middle of its line.
  writeFileSync(out, `${written[0] ?? ''}\n`)
  appendFileSync(out, '{"trace": "half')
  const again = await relook('looks', '--out', out)
  expect(again.out).toContain('2 traces, 2 with looks; 0.0 % of these answers hang on a look')
  expect(
    readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .filter((l) => l.includes('"looks"')),
  ).toHaveLength(2)
})

test('a trace whose model is not here is told, and does not end the rest', async () => {
  await kept()
  const { code, error, out } = await relook('looks', '--model', 'gone')
  expect(code).toBe(0)
  expect(error.match(/“gone” cannot be asked here/g)).toHaveLength(2)
  expect(out).toContain('2 could not be tried')
})

test('finds what a batch of the window finds over the same file', async () => {
  const folder = await kept()
  await putPicture(folder, 'images/a.png')
  const looking = '<think> I look. {"bbox_2d": [10, 10, 60, 60]}\nIt is 5.\n<answer>7</answer>'
  const some = [1, 2, 3].map((id) =>
    logRow(id, {
      full_response: id === 3 ? '<think> No look.</think><answer>4</answer>' : looking,
      ground_truth: '7',
      judge_reward: id === 3 ? 0 : 1,
    }),
  )
  const file = put(folder, 'log.jsonl', lines(some))
  const { out } = await relook('looks', file, '--model', 'scripted', '--json')
  const { failed, ...terminal } = JSON.parse(out) as { failed: number }
  expect(failed).toBe(0)
  const script = join(folder, 's.json')
  const quiet = { out: () => undefined, error: () => undefined, signal: never }
  await withServices(quiet, { script }, async ({ collections, host }) => {
    const collection = await collections.open({ path: file, name: 'log.jsonl' })
    const source = { type: 'collection', collection, query: {} } as const
    await host.startLooks({ source, name: 'log', model: 'scripted', atOnce: 1 }, never)
    for await (const [job] of host.looksJobs({}, never)) {
      if (job?.state.type !== 'done') continue
      expect(job.summary).toEqual(terminal)
      expect(job.summary).toMatchObject({ traces: 3, looking: 2, outcomes: { wrong: { traces: 1 } } })
      return 0
    }
    throw new Error('the stream ended')
  })
})

test('failures of a file are sorted by rules', async () => {
  const folder = testFolder()
  await putPicture(folder, 'images/a.png')
  const looking = '<think> I look. {"bbox_2d": [10, 10, 60, 60]}\nIt is 5.\n<answer>4</answer>'
  const file = put(
    folder,
    'log.jsonl',
    lines([
      logRow(1),
      logRow(2, { full_response: looking, ground_truth: '5', judge_reward: 0 }),
      logRow(3, {
        full_response: '<think> No look.</think><answer>4</answer>',
        ground_truth: '5',
        judge_reward: 0,
      }),
      logRow(4, { full_response: '<think> I go on and on', ground_truth: '5', judge_reward: 0 }),
    ]),
  )
  const { code, out } = await relook('triage', file, '--json')
  expect(code).toBe(0)
  const said = JSON.parse(out) as {
    traces: number
    wrong: number
    clusters: { kind: string; members: { line: number }[] }[]
  }
  expect([said.traces, said.wrong]).toEqual([4, 3])
  expect(Object.fromEntries(said.clusters.map((c) => [c.kind, c.members.map((m) => m.line)]))).toEqual({
    overruled: [2],
    'never-looked': [3],
    malformed: [4],
  })
  expect((await relook('triage', file)).out).toMatch(
    /^4 traces, 4 with a right answer, 3 wrong\n {2}1 {2}malformed/,
  )
  expect((await relook('triage')).code).toBe(1)
})
