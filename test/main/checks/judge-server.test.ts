/** A judge behind a server: what is sent, what it costs, that it is asked once. */
import { expect, test } from 'vitest'
import type { JudgeEvent } from '../../../app/host/reviews'
import type { ProjectSummary } from '../../../app/trace/project'
import type { Services } from '../../../main/services'
import { follow, never, newProject } from '../../builders/services'
import { scoreRecords, recordsText } from '../../../renderer/session/queue/progress-file'
import { looksOnce, run, speakVlmR3, started } from '../servers/served'

async function all(events: AsyncIterable<JudgeEvent>): Promise<readonly JudgeEvent[]> {
  const found: JudgeEvent[] = []
  for await (const event of events) found.push(event)
  return found
}

test('a server’s model judges with picture and crop, its tokens are counted, and it is not paid twice', async () => {
  let judging = 0
  const at = await started({
    continues: 'asked',
    stop: 'kept',
    says: (asked) => {
      if (!JSON.stringify(asked.body['messages']).includes('VERDICT')) return looksOnce(asked)
      judging++
      return 'Look 1: the box misses the sign.\nVERDICT: BAD'
    },
  })
  await speakVlmR3(at)
  const project = await run(at, await newProject(at.services))
  const branch = project.branches[0]?.id ?? ''
  const of = { type: 'branch', project: project.id, branch } as const
  const model = project.branches[0]?.model ?? ''
  const prompt = 'Is this trace good? End with VERDICT: GOOD or VERDICT: BAD. {trace}'
  const ask = async (words = prompt) => {
    const events = await all(at.services.host.judge({ of, model, prompt: words }, never))
    return events.flatMap((e) => (e.type === 'judged' ? [e.judged] : []))[0]
  }
  const first = await ask()
  expect(first).toMatchObject({
    good: false,
    cached: false,
    findings: [{ check: 'judge', message: 'Judge: the box misses the sign.' }],
  })
  expect(first?.tokens.prompt).toBeGreaterThan(100)
  expect(first?.tokens.written).toBeGreaterThan(0)
  const sent = JSON.stringify(at.asked.at(-1)?.body['messages'])
  expect(sent.split('data:image/').length - 1).toBe(2)
  expect(await ask()).toMatchObject({ good: false, cached: true })
  expect(judging).toBe(1)
  // Other words are another question.
  expect(await ask(`${prompt} Be strict.`)).toMatchObject({ cached: false })
  expect(judging).toBe(2)
})

const rubric = [
  { id: 'g', title: 'Grounded', hint: '1: invented, 5: all of it is seen', points: 5 },
  { id: 'c', title: 'Clear', hint: '', points: 3 },
  { id: 's', title: 'Short', hint: '', points: 9 },
]

test('a rubric goes into the request and comes back as points, kept with the trace and exported', async () => {
  let said = 'SCORE 1: 4\n**SCORE 2:** 3\nSCORE 3: 12\nVERDICT: GOOD'
  const at = await started({
    continues: 'asked',
    stop: 'kept',
    says: (asked) => (JSON.stringify(asked.body['messages']).includes('VERDICT') ? said : looksOnce(asked)),
  })
  await speakVlmR3(at)
  const project = await run(at, await newProject(at.services))
  const branch = project.branches[0]?.id ?? ''
  const of = { type: 'branch', project: project.id, branch } as const
  const prompt = 'Is this trace good? VERDICT: GOOD or VERDICT: BAD. {trace}'
  const ask = async (criteria = rubric) => {
    const request = { of, model: project.branches[0]?.model ?? '', prompt, rubric: criteria }
    return (await all(at.services.host.judge(request, never))).flatMap((e) =>
      e.type === 'judged' ? [e.judged] : [],
    )[0]
  }
  // Twelve of nine is no score.
  expect(await ask()).toMatchObject({ good: true, cached: false, scores: { g: 4, c: 3 } })
  const sent = JSON.stringify(at.asked.at(-1)?.body['messages'])
  for (const line of [
    '1. Grounded (1 to 5): 1: invented, 5: all of it is seen',
    '2. Clear (1 to 3)',
    '3. Short (1 to 9)',
  ])
    expect(sent).toContain(line)
  expect(sent).toContain('SCORE N: points')

  const kept = await follow(at.services.host, project.id, () => true)
  const review = Object.values(kept.reviews).find((r) => r.judge === true)
  expect(review).toMatchObject({ scores: { g: 4, c: 3 } })
  expect(review?.verdict).toBeUndefined()
  const records = scoreRecords([await summaryOf(at.services, project.id)], rubric)
  const [head, line] = (await recordsText(records, 'csv')).split('\n')
  expect(head).toBe('trace,project,annotator,judge,verdict,Grounded,Clear,Short')
  expect(line).toMatch(/,yes,,4,3,$/)

  // A criterion more is another question, and its points take the place of the judge's older ones.
  said = 'SCORE 1: 2\nSCORE 2: 1\nSCORE 3: 9\nSCORE 4: 1\nVERDICT: BAD'
  expect(await ask([...rubric, { id: 'n', title: 'New', hint: '', points: 2 }])).toMatchObject({
    good: false,
    cached: false,
    scores: { g: 2, c: 1, s: 9, n: 1 },
  })
  const now = await follow(at.services.host, project.id, () => true)
  expect(Object.values(now.reviews).filter((r) => r.judge === true)).toHaveLength(1)
})

/** The project as the list of projects has it. */
async function summaryOf({ host }: Services, id: string): Promise<ProjectSummary> {
  const stop = new AbortController()
  for await (const { projects } of host.projects({}, stop.signal)) {
    const found = projects.find((p) => p.id === id)
    if (found?.reviews?.some((r) => r.scores !== undefined) === true) {
      stop.abort()
      return found
    }
  }
  throw new Error('The list ended without the project.')
}
