// What the probe makes of servers with different habits; the counts of tokens decide, never what the model says.
import { describe, expect, it } from 'vitest'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import type { ProbeEvent, ProbeId, ProbeReport } from '../../../app/host/servers'
import { probe } from '../../../main/models/openai/probe'
import { probeImages } from '../../../main/models/openai/probe-images'
import { info } from '../../builders/model'
import { all, clientFor } from './local'
import { pretendServer, type Habits } from './pretend'

async function probed(
  habits: Habits,
): Promise<ProbeReport & { readonly events: readonly ProbeEvent[]; readonly requests: number }> {
  const local = await pretendServer(habits)
  const pictures = await probeImages(vlmR3, info.budgets)
  const given = { http: clientFor(`${local.url}/v1`), name: 'Box', model: 'lab', pictures, now: () => 5 }
  const events = await all(probe(given, new AbortController().signal))
  const last = events.at(-1)
  if (last?.type !== 'done') throw new Error('the probe did not end')
  return { ...last.report, events, requests: local.asked.length }
}
const verdicts = (report: ProbeReport) =>
  Object.fromEntries(report.findings.map((f) => [f.id, f.verdict])) as Record<ProbeId, string>
const note = (report: ProbeReport, id: ProbeId) => report.findings.find((f) => f.id === id)?.note ?? ''

const vllm: Habits = { continues: 'asked', stop: 'kept', logprobs: true, tools: true }

describe('the probe of a server like', () => {
  it('vLLM finds everything, in few requests', async () => {
    const report = await probed(vllm)
    expect(verdicts(report)).toEqual({
      reach: 'yes',
      images: 'yes',
      'image-size': 'yes',
      streaming: 'yes',
      stop: 'yes',
      logprobs: 'yes',
      alternatives: 'yes',
      'continues-text': 'yes',
      'continues-images': 'yes',
      tools: 'yes',
      cache: 'no',
      seed: 'yes',
      prediction: 'no',
      'prompt-logprobs': 'no',
    })
    expect(report.abilities).toEqual({ continues: 'images', tools: true, images: true })
    expect(report.wire).toEqual({
      limit: 'max_tokens',
      refused: [],
      counts: true,
      stop: 'kept',
      closing: 'none',
      logprobs: true,
      alternatives: 1,
      stream: true,
    })
    expect(report.requests).toBeLessThanOrEqual(18)
  })

  it('vLLM with a template that cuts after the last text: a text is put behind the picture', async () => {
    const report = await probed({ ...vllm, dropsLastPicture: true })
    expect(report.abilities.continues).toBe('images')
    expect(report.wire.closing).toBe('empty')
  })

  it('llama.cpp, which continues without being asked and refuses the flags', async () => {
    const report = await probed({
      continues: 'always',
      refuses: ['continue_final_message', 'add_generation_prompt'],
      stop: 'silent',
      logprobs: true,
    })
    expect(report.abilities.continues).toBe('images')
    expect(report.wire).toMatchObject({
      stop: 'cut',
      refused: ['continue_final_message', 'add_generation_prompt'],
    })
  })

  it('SGLang, which names the stop text', async () => {
    const report = await probed({ continues: 'asked', stop: 'named', logprobs: true })
    expect(report.wire.stop).toBe('named')
  })

  it('OpenAI, which never continues and wants max_completion_tokens', async () => {
    const report = await probed({
      continues: 'never',
      refuses: [
        'max_tokens',
        'continue_final_message',
        'add_generation_prompt',
        'include_stop_str_in_output',
      ],
      stop: 'silent',
      tools: true,
      logprobs: true,
    })
    expect(report.abilities).toEqual({ continues: 'nothing', tools: true, images: true })
    expect(report.wire.limit).toBe('max_completion_tokens')
    expect(note(report, 'continues-text')).toContain('closed and a new one begun')
  })

  it('transformers serve, which refuses what it does not know', async () => {
    const report = await probed({
      continues: 'never',
      refuses: ['logprobs', 'top_logprobs', 'stream_options', 'tool_choice'],
    })
    expect(verdicts(report)).toMatchObject({ logprobs: 'no', images: 'yes' })
    expect(report.wire).toMatchObject({ logprobs: false, refused: ['stream_options'] })
  })

  it('Ollama without usage: what it cannot count stays unknown, and the safe way is taken', async () => {
    const report = await probed({ continues: 'always', usage: false, stop: 'silent' })
    expect(verdicts(report)).toMatchObject({
      'continues-images': 'unknown',
      'image-size': 'unknown',
      cache: 'unknown',
    })
    expect(report.abilities.continues).toBe('nothing')
  })

  it('one that shrinks pictures silently is found out', async () => {
    const report = await probed({ ...vllm, images: 'shrunk' })
    expect(verdicts(report)).toMatchObject({ images: 'yes', 'image-size': 'no' })
    expect(note(report, 'image-size')).toContain('Regions may be off')
  })

  it('one that takes pictures and does not read them is found out', async () => {
    const report = await probed({ ...vllm, images: 'ignored' })
    expect(report.abilities).toMatchObject({ images: false, continues: 'text' })
    expect(note(report, 'images')).toContain('not read')
  })

  it('a model without eyes: its words are shown', async () => {
    const report = await probed({ ...vllm, images: 'refused' })
    expect(note(report, 'images')).toContain('This model takes no images.')
  })

  it('OpenAI, which takes text that is likely to come, but not with probabilities', async () => {
    const both = await probed({ continues: 'never', logprobs: true, predicts: true })
    expect(verdicts(both).prediction).toBe('yes')
    expect(note(both, 'prediction')).toBe('7 of 7 predicted tokens were accepted. Sent with re-runs.')
    expect(both.wire.predicts).toBe(true)
    const apart = await probed({ continues: 'never', logprobs: true, predicts: 'apart' })
    expect(apart.wire).not.toHaveProperty('predicts')
    expect(note(apart, 'prediction')).toMatch(/^Not together with logprobs, which matters more here/)
    const refusing = await probed({ continues: 'never', refuses: ['prediction'] })
    expect(verdicts(refusing).prediction).toBe('no')
  })

  it('one without streaming, stops or seeds', async () => {
    const report = await probed({ continues: 'never', streams: false, stop: 'ignored', seeded: false })
    expect(verdicts(report)).toMatchObject({ streaming: 'no', stop: 'no', seed: 'no' })
    expect(report.wire).toMatchObject({ stream: false, stop: 'cut' })
  })
})

it('tells each thing as it is found, and can be left in the middle', async () => {
  const local = await pretendServer(vllm)
  const pictures = await probeImages(vlmR3, info.budgets)
  const given = { http: clientFor(`${local.url}/v1`), name: 'Box', model: 'lab', pictures, now: () => 5 }
  const seen: string[] = []
  for await (const event of probe(given, new AbortController().signal)) {
    seen.push(event.type === 'found' ? event.finding.id : event.type)
    if (event.type === 'found' && event.finding.id === 'images') break
  }
  expect(seen).toEqual(['asking', 'reach', 'asking', 'images'])
  expect(local.asked.length).toBeLessThan(5)
})
