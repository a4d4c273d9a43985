import { describe, expect, test } from 'vitest'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { runLoop, type LoopEvent, type LoopRequest } from '../../../app/reasoning/loop'
import type { Model } from '../../../app/reasoning/model'
import { defaultSettings, type Settings } from '../../../app/trace/project'
import type { Step } from '../../../app/trace/step'
import { fiveSteps, overview } from '../../builders/project'
import { sayingModel } from '../../builders/model'

const first = '<think>I look for the total. {"bbox_2d": [10, 20, 110, 120]}'
const second = 'It reads 7.</think>\n<answer>7</answer>'

function request(model: Model, settings: Partial<Settings> = {}, steps: readonly Step[] = []): LoopRequest {
  let last = 0
  return {
    model,
    dialect: vlmR3,
    image: { id: 'img', size: { width: 1008, height: 756 } },
    view: overview,
    question: 'What is the total?',
    settings: { ...defaultSettings, ...settings },
    steps,
    newId: () => `s${++last}`,
    now: () => 1,
  }
}

async function play(r: LoopRequest, signal = new AbortController().signal): Promise<LoopEvent[]> {
  const events: LoopEvent[] = []
  for await (const event of runLoop(r, signal)) events.push(event)
  return events
}

const stepsIn = (events: readonly LoopEvent[]) => events.flatMap((e) => (e.type === 'steps' ? e.steps : []))
const endOf = (events: readonly LoopEvent[]) => events.at(-1)

describe('the loop', () => {
  test('thinks, looks, sees the crop, thinks on and answers', async () => {
    const events = await play(request(sayingModel([first, second])))
    expect(stepsIn(events).map((s) => s.type)).toEqual([
      'thought',
      'look',
      'observation',
      'thought',
      'answer',
    ])
    expect(stepsIn(events).at(-1)).toMatchObject({ text: '7' })
    expect(endOf(events)).toEqual({ type: 'ended', reason: 'answered' })
  })

  test('shows a region before anything of the next segment', async () => {
    const events = await play(request(sayingModel([first, second])))
    const look = events.findIndex((e) => e.type === 'steps')
    expect(events.slice(look + 1).some((e) => e.type === 'phase')).toBe(true)
  })

  test.each([1, 2, 3, 7, 100])(
    'makes steps whose tokens are exactly their text (tokens of %i)',
    async (size) => {
      const steps = stepsIn(await play(request(sayingModel([first, second], size))))
      for (const step of steps) {
        if (step.type === 'observation') continue
        expect((step.tokens ?? []).map((t) => t.text).join('') + (step.appended ?? '')).toBe(step.raw)
      }
      expect(steps.map((s) => s.raw).join('')).toBe(`${first}\n${second}`)
    },
  )

  test('sends the same bytes again, and only adds to them', async () => {
    const model = sayingModel([first, second])
    await play(request(model))
    const [one, two] = model.asked
    expect(two?.messages[0]).toEqual(one?.messages[0])
    const turn = two?.messages[1]?.parts ?? []
    expect(turn.map((p) => (p.type === 'text' ? p.text : '[image]')).join('')).toBe(`${first}\n[image]`)
  })

  test('continues a prefix without saying it again', async () => {
    const model = sayingModel([second])
    const events = await play(request(model, {}, fiveSteps.slice(0, 3)))
    expect(stepsIn(events).map((s) => s.type)).toEqual(['thought', 'answer'])
    expect(model.asked[0]?.messages).toHaveLength(2)
  })

  test('does nothing after an answer', async () => {
    const model = sayingModel([])
    expect(await play(request(model, {}, fiveSteps))).toEqual([{ type: 'ended', reason: 'answered' }])
    expect(model.asked).toEqual([])
  })

  test('ends at the limit of looks', async () => {
    const events = await play(request(sayingModel([first, first, first]), { maxLooks: 2 }))
    expect(stepsIn(events).filter((s) => s.type === 'look')).toHaveLength(3)
    expect(endOf(events)).toEqual({ type: 'ended', reason: 'limit' })
  })

  test('flags a region it looked at before', async () => {
    const steps = stepsIn(await play(request(sayingModel([first, first, second]))))
    expect(steps.filter((s) => s.type === 'look').map((s) => s.flags)).toEqual([[], ['repeated']])
  })

  test('gives no crop for a box without area, and goes on', async () => {
    const steps = stepsIn(await play(request(sayingModel(['{"bbox_2d": [9, 9, 9, 9]}', second]))))
    expect(steps.map((s) => s.type)).toEqual(['look', 'thought', 'answer'])
  })

  test('says so when the model stops without an answer', async () => {
    expect(endOf(await play(request(sayingModel(['I do not know.']))))).toEqual({
      type: 'ended',
      reason: 'no-answer',
    })
  })

  test('asks plainly when no looks are allowed', async () => {
    const model = sayingModel([second])
    await play(request(model, { maxLooks: 0 }))
    expect(model.asked[0]?.messages[0]?.parts[1]).toEqual({ type: 'text', text: 'What is the total?' })
  })

  test('stops before the next token when it is cancelled', async () => {
    const controller = new AbortController()
    const events: LoopEvent[] = []
    const run = async () => {
      for await (const event of runLoop(request(sayingModel([first, second])), controller.signal)) {
        events.push(event)
        if (events.length === 4) controller.abort()
      }
    }
    await expect(run()).rejects.toThrow()
    expect(events).toHaveLength(4)
  })
})
