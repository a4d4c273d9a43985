/** Going on from another token on a server: the turn is sent as far as it was written, with the token put there, and is continued; else it is refused. */
import { expect, test } from 'vitest'
import { defaultSettings, stepsOf } from '../../../app/trace/project'
import { must } from '../../builders/must'
import { never, newProject } from '../../builders/services'
import { run, speakVlmR3, started, type Served } from './served'

async function forcedOn(served: Served) {
  await speakVlmR3(served)
  const id = await newProject(served.services)
  const project = await run(served, id)
  const branch = must(project.branches[0])
  const step = must(stepsOf(project, branch).find((s) => (s.tokens?.length ?? 0) > 1))
  const token = { step: step.id, at: 1, forced: [{ text: ' see', logprob: -2 }] }
  const request = { project: id, question: branch.question, model: served.model, settings: defaultSettings }
  const written = must(step.tokens?.[0]).text
  return {
    written,
    go: () => served.services.host.run({ ...request, from: { branch: branch.id, token } }, never),
  }
}

test('that continues turns: it is given the words and the token, to go on behind them', async () => {
  const served = await started({ continues: 'asked', stop: 'kept', logprobs: true })
  const { written, go } = await forcedOn(served)
  const before = served.asked.length
  await go()
  await expect.poll(() => served.asked.length).toBeGreaterThan(before)
  const body = must(served.asked[before]).body as { messages: { role: string; content: unknown }[] } & Record<
    string,
    unknown
  >
  expect(body.messages.at(-1)).toEqual({ role: 'assistant', content: `${written} see` })
  expect(body).toMatchObject({ continue_final_message: true, add_generation_prompt: false })
})

test('that ends every turn: it is refused, and nothing is asked', async () => {
  const served = await started({ continues: 'never', stop: 'kept', logprobs: true })
  const { go } = await forcedOn(served)
  const before = served.asked.length
  await expect(go()).rejects.toThrow('does not go on within a turn')
  expect(served.asked.length).toBe(before)
})
