/** A judge behind a server: what is sent, what it costs, that it is asked once. */
import { expect, test } from 'vitest'
import type { JudgeEvent } from '../../../app/host/reviews'
import { never, newProject } from '../../builders/services'
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
