/** A question and the steps so far, as the messages a model is given. The same steps always give the same bytes. */
import type { Dialect, HandBack } from '../dialects/dialect'
import type { Size } from '../geometry/box'
import type { Manner } from '../trace/manner'
import type { LookStep, ObservationStep, Step, Token, View } from '../trace/step'
import { given } from '../given'
import { inTurn } from './manner'
import type { ModelMessage, MessagePart } from './model'
import { begunParts, partsOfSteps, textPart } from './step-parts'

/** What a context is made of. */
export interface PromptContext {
  readonly question: string
  readonly view: View
  /** The size of the image itself, for prompts that name it; absent: as the model sees it. */
  readonly size?: Size
  /** False asks for an answer without regions. */
  readonly looks: boolean
  /** The question's special tokens are text. */
  readonly plain?: boolean
  readonly steps: readonly Step[]
  /** What the segment behind them begins with. */
  readonly begun?: readonly Token[]
  /** Absent: crops in the same assistant turn. */
  readonly manner?: Manner
}

/** Said after a crop that the dialect itself would put into the assistant's turn. */
const said = 'This is the region you asked for, enlarged. Coordinates still count in the first image.'
const nothing = 'No crop could be cut there. Choose another region or answer.'
const goOn = 'Go on exactly where you stopped. Do not repeat what you wrote.'

/** The messages: system where the dialect has one, the user's turn with image and question, and what came after. */
export function toMessages(dialect: Dialect, context: PromptContext): readonly ModelMessage[] {
  const { manner = inTurn, steps, looks, begun = [] } = context
  const open = begunParts(begun)
  const system = manner.crops === 'call' ? dialect.tools?.system : looks ? dialect.system : undefined
  const user: ModelMessage = {
    role: 'user',
    parts: [
      ...textPart(looks ? (dialect.beforeImage ?? '') : ''),
      { type: 'image', view: context.view },
      {
        type: 'text',
        text: dialect.ask(context.question, looks, context.size ?? context.view.size),
        ...(context.plain === true ? { plain: true as const } : {}),
      },
    ],
  }
  const head: readonly ModelMessage[] =
    system === undefined ? [user] : [{ role: 'system', parts: [{ type: 'text', text: system }] }, user]
  if (manner.crops === 'assistant') {
    const parts = [...partsOfSteps(steps, dialect.afterCrop).flat(), ...open]
    const state = !isClosed(steps.at(-1))
      ? {}
      : open.length > 0
        ? { begun: open.length }
        : { closed: true as const }
    const turn: ModelMessage = { role: 'assistant', parts, ...state }
    return asContinued(parts.length === 0 ? head : [...head, turn], manner)
  }
  return asContinued([...head, ...withBegun(inTurns(dialect, steps, manner), open)], manner)
}

/** The turn that is open goes on with what is begun; where none is, that opens one. */
function withBegun(turns: readonly ModelMessage[], begun: readonly MessagePart[]): readonly ModelMessage[] {
  const last = turns.at(-1)
  if (begun.length === 0) return turns
  if (last?.role !== 'assistant') return [...turns, { role: 'assistant', parts: begun }]
  return [...turns.slice(0, -1), { ...last, parts: [...last.parts, ...begun] }]
}

/** Whether a step is what the loop said to the model, in a turn of its own. */
export function isReply(step: Step): boolean {
  return step.type === 'thought' && step.kind?.type === 'reply'
}

/** Whether the loop ended a segment there: what a person left unfinished is gone on with as it stands. */
function isClosed(step: Step | undefined): boolean {
  return step?.type === 'observation' || step?.appended !== undefined || step?.dropped !== undefined
}

/** Each look ends the assistant's turn, but one the turn went on after; its crop is the next turn. */
function inTurns(dialect: Dialect, steps: readonly Step[], manner: Manner): readonly ModelMessage[] {
  const written = partsOfSteps(steps)
  const messages: ModelMessage[] = []
  let parts: MessagePart[] = []
  let number = 0
  for (const [i, step] of steps.entries()) {
    if (step.type === 'observation' || isReply(step)) continue
    parts.push(...(written[i] ?? []))
    const next = steps[i + 1]
    const seen = next?.type === 'observation' ? next : undefined
    const reply = next !== undefined && isReply(next) ? next.raw : undefined
    if (seen === undefined && reply === undefined && (step.type !== 'look' || goesOn(step))) continue
    number++
    const said = exchange(dialect, manner, { parts, number, seen, ...given({ reply }) })
    // Further crops of one piece of code come back in the turn that the first came back in.
    const last = parts.length === 0 ? messages.pop() : undefined
    if (last === undefined) messages.push(...said)
    else messages.push({ ...last, parts: [...last.parts, ...said.slice(1).flatMap((m) => m.parts)] })
    parts = []
  }
  return parts.length === 0 ? messages : [...messages, { role: 'assistant', parts }]
}

/** Whether the turn went on after a look: another was answered, or code names a region that nothing comes back for. */
function goesOn({ flags, request }: LookStep): boolean {
  return flags.includes('passed-over') || (request.code === true && flags.includes('not-shown'))
}

interface Look {
  /** The assistant's turn up to and with the request. */
  readonly parts: readonly MessagePart[]
  readonly number: number
  readonly seen: ObservationStep | undefined
  /** Said instead of a crop. */
  readonly reply?: string
}

function exchange(dialect: Dialect, manner: Manner, look: Look): readonly ModelMessage[] {
  const { parts, number, seen, reply } = look
  if (manner.crops === 'call') {
    const called = asCall(dialect, parts)
    // The crop itself is a user's turn: most servers refuse an image in an answer to a call.
    if (called !== undefined) return [called, ...answers(look)]
  }
  const turn =
    seen !== undefined
      ? around(dialect, number, seen.view)
      : textPart(reply === undefined ? nothing : told(dialect, reply))
  return [
    { role: 'assistant', parts },
    { role: 'user', parts: turn },
  ]
}

/** The crop in the words of the dialect. A tool's answer is a user's turn with marks around it in Qwen's chat template. */
function around(dialect: Dialect, number: number, view: View): readonly MessagePart[] {
  const image: MessagePart = { type: 'image', view }
  if (dialect.handBack === 'inside') return [image, ...textPart(said)]
  const { role, before, after }: HandBack = dialect.handBack(number, view)
  const [open, close] = role === 'tool' ? ['<tool_response>\n', '\n</tool_response>'] : ['', '']
  return [...textPart(open + before), image, ...textPart(after + close)]
}

/** A reply as a turn: a tool's answer has its marks around it. */
function told({ handBack }: Dialect, reply: string): string {
  if (handBack === 'inside' || handBack(1, unseen).role === 'user') return reply
  return `<tool_response>\n${reply}\n</tool_response>`
}

/** Stands for a crop where only the turn's role is asked for. */
const unseen: View = {
  image: '',
  size: { width: 0, height: 0 },
  filter: 'bicubic',
  grid: { width: 0, height: 0 },
}

function answers({ number, seen, reply = nothing }: Look): readonly ModelMessage[] {
  if (seen === undefined) return [{ role: 'tool', parts: textPart(reply) }]
  return [
    { role: 'tool', parts: textPart(`The crop is in the next message (observation ${number}).`) },
    { role: 'user', parts: [{ type: 'image', view: seen.view }, ...textPart(`Observation ${number}.`)] },
  ]
}

/** The turn with its call taken out of the text; undefined where no call is found. */
function asCall(dialect: Dialect, parts: readonly MessagePart[]): ModelMessage | undefined {
  const text = parts.map((p) => (p.type === 'text' ? p.text : '')).join('')
  const found = dialect.tools?.find(text)
  if (found === undefined) return undefined
  return { role: 'assistant', parts: textPart(text.slice(0, found.start)), call: found.call }
}

/** Where a model cannot go on within its turn, the turn ends and it is asked to. */
function asContinued(messages: readonly ModelMessage[], { unfinished }: Manner): readonly ModelMessage[] {
  if (unfinished === 'continued' || messages.at(-1)?.role !== 'assistant') return messages
  return [...messages, { role: 'user', parts: textPart(goOn) }]
}
