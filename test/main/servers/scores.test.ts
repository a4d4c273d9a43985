/** Servers that say how likely a given text is: found out by the probe, kept, and what occlusion then asks of them. */
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { massInside } from '../../../app/explain/map'
import type { Occlusion } from '../../../app/trace/evidence'
import { stepsOf } from '../../../app/trace/project'
import { parseServedModelId } from '../../../app/host/servers'
import { openBook } from '../../../main/models/openai/book'
import { scoredTokens } from '../../../main/models/openai/score'
import { must } from '../../builders/must'
import { never, newProject } from '../../builders/services'
import type { Asked } from './local'
import { run, speakVlmR3, started, type Served } from './served'
import type { Habits } from './pretend'

const vllm: Habits = { continues: 'asked', stop: 'kept', logprobs: true }

/** The less of the upper left quarter of the last picture is grey, the likelier the text. */
async function likely({ body }: Asked): Promise<number> {
  const urls = [...JSON.stringify(body['messages']).matchAll(/data:image\/png;base64,([A-Za-z0-9+/=]+)/g)]
  const { data, info } = await sharp(Buffer.from(must(urls.at(-1))[1] ?? '', 'base64'))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const [width, height] = [Math.floor(info.width / 2), Math.floor(info.height / 2)]
  let grey = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * info.width + x) * 3
      if (data[at] === 128 && data[at + 1] === 128 && data[at + 2] === 128) grey++
    }
  return -0.01 - (5 * grey) / (width * height)
}

async function ranOn(served: Served) {
  await speakVlmR3(served)
  const id = await newProject(served.services, '#f0e4d0')
  const project = await run(served, id)
  const branch = must(project.branches[0])
  const look = must(stepsOf(project, branch).find((s) => s.type === 'look'))
  return { on: { project: id, branch: branch.id }, look }
}

const plan = { side: 4, refine: 0, cover: 'grey', curves: true } as const

async function mapOf({ services }: Served, ask: Parameters<Served['services']['host']['occlude']>[0]) {
  let map: Occlusion | undefined
  for await (const event of services.host.occlude(ask, never))
    if (event.type === 'progress') ({ map } = event)
  return must(map)
}

test('prompt_logprobs: a map is made of what the server says of the text, and nothing is written', async () => {
  const served = await started({ ...vllm, scores: likely })
  const { on, look } = await ranOn(served)
  const cost = await served.services.host.occlusionCost({ ...on, ...plan, look: look.id }, never)
  expect(cost).toMatchObject({ by: 'scores', server: 'Box' })
  expect(cost.promptTokens).toBeGreaterThan(50)
  expect(await served.services.host.spanScore(on, never)).toMatchObject({ words: 'red', tokens: 3 })
  const before = served.asked.length
  const map = await mapOf(served, { ...on, ...plan, look: look.id })
  const asked = served.asked.slice(before)
  expect(asked.length).toBeLessThanOrEqual(cost.asked)
  for (const { body } of asked)
    expect(body).toMatchObject({ prompt_logprobs: 0, continue_final_message: true, max_tokens: 1 })
  expect(asked.some(({ body }) => body['stream'] === true)).toBe(false)
  expect(map).toMatchObject({ unit: 'nats', tokens: 3 })
  const quarter = must(map.cells[0]).box
  const half = { ...map.region, right: quarter.left + 2 * (quarter.right - quarter.left) }
  const upper = { ...half, bottom: quarter.top + 2 * (quarter.bottom - quarter.top) }
  expect(massInside(map.cells, [upper])).toBeGreaterThan(0.95)
  expect(map.curves?.deletion.at(-1)?.probability).toBeLessThan(0.1)
})

/** Looks at two places, then answers. */
function looksTwice({ body }: Asked): string {
  const text = JSON.stringify(body['messages'])
  if (!text.includes('What is it?')) return 'one, two, three, four, five, six'
  const pictures = text.split('image_url":{').length - 1
  if (pictures === 1) return '<think>I look. {"bbox_2d": [28, 28, 140, 112]}'
  if (pictures === 2) return 'It is a red thing. {"bbox_2d": [140, 28, 252, 112]}'
  return 'It is a blue thing. So two.</think>\n<answer>two</answer>'
}

test('prompt_logprobs: an answer of several stretches costs one question for a cell, as was said', async () => {
  const served = await started({ ...vllm, scores: likely, says: looksTwice })
  const { on } = await ranOn(served)
  const { host } = served.services
  const cost = await host.occlusionCost({ ...on, ...plan }, never)
  expect(cost.apart).toBe(2 * cost.asked + 1)
  const before = served.asked.length
  expect(await host.spanScore(on, never)).toMatchObject({
    words: 'It is a red thing. … It is a blue thing. So two',
    tokens: 'It is a red thing.It is a blue thing. So two'.length,
  })
  expect(served.asked.length - before).toBe(1)
  const map = await mapOf(served, { ...on, ...plan, curves: false })
  // The base, and each cell that was in view.
  expect(served.asked.length - before).toBeLessThanOrEqual(2 + map.cells.length)
  expect(map).toMatchObject({ unit: 'nats', tokens: 44 })
  expect(map.cells.some((c) => c.mass > 0)).toBe(true)
})

test('prompt_logprobs of the last turn alone: each stretch is asked for by itself', async () => {
  const served = await started({ ...vllm, scores: likely, says: looksTwice, tells: 'end' })
  const { on } = await ranOn(served)
  const before = served.asked.length
  expect(await served.services.host.spanScore(on, never)).toMatchObject({ tokens: 45 })
  expect(served.asked.length - before).toBe(3)
})

test('what the probe found is there after a restart', async () => {
  const served = await started({ ...vllm, scores: likely, predicts: true })
  await ranOn(served)
  const { server = '', model = '' } = parseServedModelId(served.model) ?? {}
  const kept = (await openBook(served.folder).list()).find((s) => s.id === server)
  expect(kept?.models.find((m) => m.name === model)?.probe?.wire).toMatchObject({
    scores: true,
    predicts: true,
  })
})

test.each([
  ['leaves out what it had cached', { ...vllm, scores: 'cached' }, 'not to be relied on'],
  ['refuses the field', { ...vllm, refuses: ['prompt_logprobs'] }, 'Refused'],
  ['ignores the field', vllm, 'None come back'],
  ['ends every turn', { continues: 'never', scores: likely }, 'Not without continuing a turn'],
] satisfies [string, Habits, string][])('a server that %s answers again instead', async (_, habits, note) => {
  const served = await started(habits)
  const { on } = await ranOn(served)
  const book = await openBook(served.folder).list()
  const probe = must(book.flatMap((s) => s.models).find((m) => m.probe !== undefined)?.probe)
  expect(probe.findings.find((f) => f.id === 'prompt-logprobs')).toMatchObject({ verdict: 'no' })
  expect(probe.findings.find((f) => f.id === 'prompt-logprobs')?.note).toContain(note)
  expect(probe.wire).not.toHaveProperty('scores')
  expect(await served.services.host.occlusionCost({ ...on, ...plan }, never)).toMatchObject({ by: 'answers' })
})

test('the end of a prompt is read off as far as it is told', () => {
  const said = (id: number, text: string, logprob: number | null) => ({
    [id]: { logprob, decoded_token: text },
  })
  expect(scoredTokens([null, said(4, 'a', -1), said(7, 'b', null)], 2)).toEqual([
    { id: 4, text: 'a', logprob: -1 },
    { id: 7, text: 'b', logprob: -9999 },
  ])
  // What is not told in between was given, as images are.
  expect(scoredTokens([null, said(1, 'a', -1), null, said(7, 'b', -2)], 4)).toEqual([
    { id: 1, text: 'a', logprob: -1 },
    { id: -1, text: '', logprob: 0 },
    { id: 7, text: 'b', logprob: -2 },
  ])
  expect(scoredTokens([said(1, 'a', -1), null], 2)).toBeUndefined()
  // Two that could stand there: which one does is not known.
  expect(scoredTokens([{ ...said(1, 'a', -1), ...said(2, 'b', -2) }], 1)).toBeUndefined()
  expect(scoredTokens([], 3)).toBeUndefined()
})
