/** What states are called for people. One place, so that a thing has one name everywhere. */
import { dialectOf, type Dialect } from '../../app/dialects'
import type { Branch, EndReason, Phase, RunState } from '../../app/trace/project'
import { shownCode } from '../../app/dialects/code/shown'
import type { LookFlag, Step, ThoughtKind, ThoughtStep, View } from '../../app/trace/step'
import type { ImageRef } from '../../app/trace/image'
import { unreachable } from '../../app/result'
import type { Box } from '../../app/geometry/box'
import { pointOf, type LookRow, type Row, type StepRow } from '../session/document/rows'
import type { Preview } from '../session/editing/editing-state'
import { toolText } from './tool-text'

/** What the run is busy with. */
export function phaseWords(phase: Phase): string {
  switch (phase.name) {
    case 'queue':
      return 'Waiting for its turn'
    case 'load':
      return 'Loading the model'
    case 'encode':
      return 'Looking at the pixels'
    case 'prefill':
      return 'Reading the context'
    case 'decode':
      return 'Writing'
    case 'wait':
      return phase.note ?? 'Waiting for the server'
    default:
      return unreachable(phase.name)
  }
}

/** Where a model was not spoken with as it was trained, because its server cannot: said, for it may be why it errs. */
export function mannerWords({ dialect, manner }: Pick<Branch, 'dialect' | 'manner'>): string | undefined {
  const known: Dialect | undefined = dialectOf(dialect)
  if (known === undefined || manner === undefined) return undefined
  if (manner.crops === 'user' && known.handBack === 'inside')
    return 'Its server does not continue a turn: crops came as turns of the user.'
  return undefined
}

/** How a run ended, in a sentence. */
export function endWords(reason: EndReason): string {
  switch (reason) {
    case 'answered':
      return 'Answered.'
    case 'no-answer':
      return 'The model stopped without an answer.'
    case 'code-not-run':
      return 'The model wrote code and waits for its result. Relook runs no code; it hands back crops that code cuts, and this one cuts none that can be worked out.'
    case 'limit':
      return 'Ended at a limit: raise max tokens or max looks, and re-run.'
    case 'stopped':
      return 'You stopped this run. What was written is kept.'
    case 'failed':
      return 'The run failed. What was written is kept.'
    case 'cut-off':
      return 'Cut off: Relook was closed while this ran. What was written is kept.'
    default:
      return unreachable(reason)
  }
}

/** A run in one word, for lists. */
export function runWord(run: RunState): string | undefined {
  if (run.type === 'running') return 'running'
  if (run.type === 'idle' || run.reason === 'answered') return undefined
  return {
    'no-answer': 'no answer',
    'code-not-run': 'code not run',
    limit: 'limit',
    stopped: 'stopped',
    failed: 'failed',
    'cut-off': 'cut off',
  }[run.reason]
}

/** What is odd about a look, in a sentence. */
export function flagWords(flag: LookFlag): string {
  switch (flag) {
    case 'clamped':
      return 'Part of the region lay outside the image and was cut off.'
    case 'invalid':
      return 'No usable area was left of this region, so the model was given no crop.'
    case 'several-boxes':
      return 'The model wrote more than one box; the last one counts.'
    case 'repeated':
      return 'The model had looked at exactly this region before.'
    case 'grown':
      return 'The tool made the region larger before it cut it out.'
    case 'passed-over':
      return 'Its turn went on with another request or the answer, so no crop was given for this one.'
    case 'not-shown':
      return 'The model was given no crop for this region.'
    case 'crop-differs':
      return 'The crop in the file has another size than the rule of this language gives.'
    case 'other-image':
      return 'The region is on another picture than the one shown here.'
    case 'missing-image':
      return 'The picture was not found, so only the numbers of the region are known.'
    case 'taken-as-pixels':
      return 'A value of 1 or more made the tool read these numbers as pixels.'
    case 'point':
      return 'A point was named, not a box; this is the area around it.'
    case 'bounds':
      return 'More than two corners were written; this is the box around them.'
    case 'rough':
      return 'The request is not quite in the language of this model; the numbers were found in it all the same.'
    case 'padded':
      return 'Part of the region lies outside the image. The crop is black there, as its own tool makes it.'
    case 'all-shown':
      return 'The tool took this for no box and showed all of the image again.'
    case 'shown-again':
      return 'No area is left of this region, so the loop showed the crop before it once more.'
    case 'figure':
      return 'The code shows a figure around this crop, which is what its own sandbox gives back.'
    case 'fractions':
      return 'Written as fractions where whole numbers are expected; read as fractions.'
    case 'swapped':
      return 'The corners of this region were written in the wrong order.'
    default:
      return unreachable(flag)
  }
}

/** What a step is, in a word. */
export function typeWord(type: Step['type']): string {
  return { thought: 'Thought', look: 'Look', observation: 'Crop', answer: 'Answer' }[type]
}

/** What a row is, in a word or two. */
export function rowTypeWord(row: Row): string {
  if (row.type === 'look' && row.step?.point !== undefined) return 'Point'
  const kind = row.type === 'look' ? undefined : kindOf(row)
  if (kind === undefined) return typeWord(row.type)
  return { unread: 'Unread region', call: 'Call', code: 'Code', opaque: 'Latent', reply: 'Reply' }[kind.type]
}

/** What a thought is besides words; a person's own words are words. */
function kindOf({ step, draft }: StepRow): ThoughtKind | undefined {
  return step.type === 'thought' && draft?.type !== 'text' ? step.kind : undefined
}

/** One line of a step that is more than words. */
function kindLine(kind: ThoughtKind, { raw }: ThoughtStep): string {
  switch (kind.type) {
    case 'unread':
      return oneLine(kind.message.replace(/^The region request cannot be read\. /, ''))
    case 'call':
      return oneLine(`${kind.name} ${kind.about ?? ''}`)
    case 'code':
      return kind.computed === undefined ? oneLine(shownCode(raw).code) : `computed region: ${kind.computed}`
    case 'opaque':
      return `${kind.count} vectors`
    case 'reply':
      return oneLine(raw)
    default:
      return unreachable(kind)
  }
}

/** A region as whole numbers: left, top to right, bottom. */
export function regionWords(b: Box<'image'>): string {
  const [l, t, r, d] = [b.left, b.top, b.right, b.bottom].map(Math.round)
  return `${l}, ${t} → ${r}, ${d}`
}

/** Where a look lies; only the model's own numbers where the picture is not known. */
export function placeWords(
  row: LookRow,
  { region, point = pointOf(row) }: Pick<Preview, 'region' | 'point'>,
): string {
  const { step } = row
  if (step?.flags.includes('missing-image') === true) return `[${step.request.numbers.join(', ')}]`
  if (step?.flags.includes('other-image') === true)
    return `[${step.request.numbers.join(', ')}] on another image`
  const time = step?.request.time === undefined ? '' : ` at ${step.request.time} s`
  if (point === undefined) return regionWords(region) + time
  return `${Math.round(point.x)}, ${Math.round(point.y)}${time}`
}

/** One line that says what a row holds. */
export function rowWords(row: Row): string {
  if (row.type === 'look') return placeWords(row, { region: row.region })
  if (row.draft?.type === 'text') return oneLine(row.draft.text)
  if (row.step.type === 'observation') return sizeWords(row.step.view)
  const kind = kindOf(row)
  if (kind !== undefined && row.step.type === 'thought') return kindLine(kind, row.step)
  return oneLine(row.step.author.type === 'tool' ? toolText(row.step.text) : row.step.text)
}

/** A picture's name and size. */
export function pictureWords({ name, width, height }: ImageRef): string {
  return `${width} × ${height} px${name === '' ? '' : ` · ${name}`}`
}

/** A view's size and what it costs. */
export function sizeWords(view: View): string {
  const pixels = `${view.size.width} × ${view.size.height} px`
  const tokens = view.grid.width * view.grid.height
  // One: how this model cuts an image into tokens is not known.
  return tokens === 1 ? pixels : `${pixels} · ${tokens} tokens`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 160)
}

/** A new step as a screen reader says it. */
export function announcement(step: Step, number: number): string {
  switch (step.type) {
    case 'thought':
      return `Step ${number}: thought.`
    case 'look':
      return `Step ${number}: looks at ${regionWords(step.region)}.`
    case 'observation':
      return `Step ${number}: the crop was given to the model.`
    case 'answer':
      return `Step ${number}: answer: ${step.text}`
    default:
      return unreachable(step)
  }
}

/** Milliseconds at a readable precision. */
export function msWords(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`
  return ms >= 100 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`
}
