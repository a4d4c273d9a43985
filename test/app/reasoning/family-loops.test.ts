/**
 * What the loop makes of odd segments against the families' own loops (training/conformance/loops.py): every prompt of VLM-R³'s
 * `AgentVLMVLLM`, and what the tools of the others give back for one turn.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dialectOf, type Dialect, type DialectId } from '../../../app/dialects'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { runLoop, type LoopRequest } from '../../../app/reasoning/loop'
import type { ModelMessage, Model } from '../../../app/reasoning/model'
import { readSegment } from '../../../app/reasoning/segment'
import { createPromptWriter, type PromptPiece } from '../../../main/models/onnx/prompt'
import { createStopWatch } from '../../../main/models/onnx/stop'
import { defaultSettings } from '../../../app/trace/project'
import type { Step, Token } from '../../../app/trace/step'
import { info } from '../../builders/model'

interface Run {
  readonly size: readonly [number, number]
  readonly script: readonly (readonly string[])[]
  readonly turns: readonly string[]
  readonly last: string
}
type Back =
  readonly ['end'] | readonly ['say', string] | readonly ['show', number | readonly [number, number]]
const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/fidelity/loops.json', import.meta.url), 'utf8'),
) as {
  readonly 'vlm-r3': readonly Run[]
  readonly tools: Readonly<Record<string, readonly (readonly [string, ...Back])[]>>
}

const template =
  "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{% for c in m['content'] %}{% if c['type'] == 'image' %}" +
  "<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ c['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}" +
  '{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}'
const tokenizer = { encode: (text: string) => [...text].map((c) => c.charCodeAt(0)) }
const writer = createPromptWriter({
  // Only what a prompt asks of it is there.
  tokenizer: tokenizer as unknown as Parameters<typeof createPromptWriter>[0]['tokenizer'],
  template,
  imageToken: '<|image_pad|>',
  cell: 28,
  context: 'text',
})

/** The assistant's turn of a context, as upstream's is written down. */
function turnOf(messages: readonly ModelMessage[]): string {
  const text = (piece: PromptPiece) =>
    piece.type === 'text' ? piece.text : `[${piece.view.size.width}x${piece.view.size.height}]`
  const whole = writer.write(messages).map(text).join('')
  const turn = whole.split('<|im_start|>assistant\n')[1] ?? ''
  return turn.replaceAll('<|vision_start|>', '').replaceAll('<|vision_end|>', '')
}

/** Says the tokens of one segment per call, and stops where a model of Relook's does. */
function scripted(script: Run['script'], turns: string[]): Model {
  let call = 0
  return {
    info: { ...info, budgets: vlmR3.budgets },
    prompt: () => Promise.resolve([]),
    generate: async function* (request) {
      await Promise.resolve()
      turns.push(turnOf(request.messages))
      const isStop = createStopWatch(request.stop)
      let reason: 'stop' | 'eos' = 'eos'
      for (const text of script[call++] ?? []) {
        yield { type: 'token', token: { id: 1, text } }
        if (!isStop(text)) continue
        reason = 'stop'
        break
      }
      yield { type: 'end', reason, timings }
    },
  }
}
const timings = { encodeMs: 0, prefillMs: 0, decodeMs: 0, tokens: 0, promptTokens: 0, cachedTokens: 0 }

async function play({ size: [width, height], script }: Run) {
  const turns: string[] = []
  let last = 0
  const size = { width, height }
  const request: LoopRequest = {
    model: scripted(script, turns),
    dialect: vlmR3,
    image: { id: 'i', size },
    view: vlmR3.overview('i', size, vlmR3.budgets),
    question: 'Q',
    settings: { ...defaultSettings, maxLooks: 20 },
    steps: [],
    newId: () => `s${++last}`,
    now: () => 1,
  }
  const steps: Step[] = []
  for await (const event of runLoop(request, new AbortController().signal))
    if (event.type === 'steps') steps.push(...event.steps)
  return { turns, steps }
}

describe('VLM-R³’s own loop', () => {
  test.each(golden['vlm-r3'].map((run) => [JSON.stringify(run.script.map((s) => s.join(''))), run] as const))(
    '%s',
    async (_, run) => {
      const { turns, steps } = await play(run)
      expect(turns).toEqual(run.turns)
      expect(
        steps
          .map((s) => s.raw)
          .join('')
          .trim()
          .endsWith(run.last.trim()),
      ).toBe(true)
      for (const step of steps) {
        if (step.type === 'observation') continue
        const own = (step.tokens ?? []).map((t) => t.text).join('')
        expect(own + (step.appended ?? '')).toBe(step.raw)
      }
    },
  )
})

function back(id: DialectId, text: string): Back {
  const dialect = dialectOf(id) as Dialect
  const size = { width: 840, height: 588 }
  let next = 0
  const tokens: readonly Token[] = (text.match(/[^]{1,3}/g) ?? []).map((t) => ({ id: 1, text: t }))
  const reason = dialect.stop.some((s) => text.includes(s)) ? 'stop' : 'eos'
  const segment = readSegment(
    { tokens, timings, ended: true, reason },
    {
      dialect,
      image: { id: 'i', size },
      view: dialect.overview('i', size, dialect.budgets),
      budgets: dialect.budgets,
      author: { type: 'model', model: 'm' },
      before: [],
      newId: () => `n${next++}`,
      now: () => 1,
    },
  )
  const seen = segment.steps.flatMap((s) => (s.type === 'observation' ? [s.view.size] : []))
  const [view] = seen
  if (view !== undefined) return ['show', id === 'chain-of-focus' ? [view.width, view.height] : seen.length]
  const reply = segment.steps.find((s) => s.type === 'thought' && s.kind?.type === 'reply')
  return reply === undefined ? ['end'] : ['say', reply.raw]
}

/** Decided otherwise: boxes no schema allows, which Python takes as numbers, or the first four of them. */
const otherwise = /"bbox_2d": \[(?:NaN|true|0\.\d+, 0\.\d+, 0\.\d+, 0\.\d+, 0\.\d+\], "target_image")/

/** Decided: one wording for whatever Python says of a box that is none of its lists. */
function withOneSyntaxError([type, ...said]: readonly unknown[]): readonly unknown[] {
  return [
    type,
    ...said.map((one) =>
      typeof one === 'string' ? one.replace(/(?<=Information: ).*(?= \(<string>, line 1\))/, 'no list') : one,
    ),
  ]
}

describe.each(Object.entries(golden.tools))('the tool of %s', (id, rows) => {
  test.each(rows.filter(([text]) => !otherwise.test(text)))('%s', (text, ...expected) => {
    expect(withOneSyntaxError(back(id as DialectId, text))).toEqual(withOneSyntaxError(expected))
  })
})
