/** What states are called for people. One place, so that a thing has one name everywhere. */
import { dialectOf, type Dialect } from '../../app/dialects'
import type { Branch, EndReason, RunPhase, RunState } from '../../app/trace/project'
import { shownCode } from '../../app/dialects/code/shown'
import type { LookFlag, Step, ThoughtKind, ThoughtStep, View } from '../../app/trace/step'
import type { ImageRef } from '../../app/trace/image'
import { msg, type Message } from '../../app/message'
import { unreachable } from '../../app/result'
import type { Box } from '../../app/geometry/box'
import { pointOf, type LookRow, type Row, type StepRow } from '../session/document/rows'
import type { Preview } from '../session/editing/editing-state'
import { toolText } from '../../app/trace/tool-text'
import { heard, t } from '../language/text'

/** What the run is busy with. */
export function phaseWords(phase: RunPhase): string {
  switch (phase.name) {
    case 'queue':
      return t('Waiting for its turn')
    case 'load':
      return t('Loading the model')
    case 'encode':
      return t('Encoding image')
    case 'prefill':
      return t('Prefill')
    case 'decode':
      return t('Writing')
    case 'wait':
      return heard(phase.note ?? t('Waiting for the server'))
    default:
      return unreachable(phase.name)
  }
}

/** Where a model was not spoken with as it was trained, because its server cannot: said, for it may be why it errs. */
export function mannerWords({ dialect, manner }: Pick<Branch, 'dialect' | 'manner'>): string | undefined {
  const known: Dialect | undefined = dialectOf(dialect)
  if (known === undefined || manner === undefined) return undefined
  if (manner.crops === 'user' && known.handBack === 'inside')
    return t('The server can’t continue an assistant turn, so crops were sent as user messages.')
  return undefined
}

const endings: Readonly<Record<EndReason, Message>> = {
  answered: msg('Answered.'),
  'no-answer': msg('The model stopped without an answer.'),
  'code-not-run': msg(
    'The model wrote code and waits for its result. Relook runs no code; it hands back crops that code cuts, and this one cuts none that can be worked out.',
  ),
  limit: msg('Ended at a limit: raise max tokens or max looks, and re-run.'),
  stopped: msg('You stopped this run. Written steps are kept.'),
  failed: msg('The run failed.'),
  'cut-off': msg('Interrupted: Relook was closed while this ran. Written steps are kept.'),
}

/** How a run ended, in a sentence. */
export function endWords(reason: EndReason): string {
  return t(endings[reason])
}

/** A run in one word, for lists. */
export function runWord(run: RunState): string | undefined {
  if (run.type === 'running') return t('running')
  if (run.type === 'idle' || run.reason === 'answered') return undefined
  return {
    'no-answer': t('no answer'),
    'code-not-run': t('code not run'),
    limit: t('limit'),
    stopped: t('stopped'),
    failed: t('failed'),
    'cut-off': t('cut off'),
  }[run.reason]
}

const flagSentences: Readonly<Record<LookFlag, Message>> = {
  clamped: msg('Part of the region was outside the image and was clamped.'),
  invalid: msg('No usable area was left of this region, so no crop was returned to the model.'),
  'several-boxes': msg('The model wrote more than one box; the last one counts.'),
  repeated: msg('The model had looked at exactly this region before.'),
  grown: msg('The tool made the region larger before it cut it out.'),
  'passed-over': msg(
    'Its turn went on with another request or the answer, so no crop was given for this one.',
  ),
  'not-shown': msg('No crop of this region was returned to the model.'),
  'crop-differs': msg('The crop in the file has another size than this dialect’s rule gives.'),
  'other-image': msg('The region is on another image than the one shown here.'),
  'missing-image': msg('The image was not found, so only the numbers of the region are known.'),
  'taken-as-pixels': msg('A value of 1 or more made the tool read these numbers as pixels.'),
  point: msg('A point was named, not a box; this is the area around it.'),
  bounds: msg('More than two corners were written; this is the box around them.'),
  rough: msg('The request is not quite in this model’s dialect; the numbers were found in it all the same.'),
  padded: msg(
    'Part of the region lies outside the image. The crop is black there, as its own tool makes it.',
  ),
  'all-shown': msg('The tool took this for no box and showed all of the image again.'),
  'shown-again': msg('No area is left of this region, so the loop showed the crop before it once more.'),
  figure: msg('The code shows a figure around this crop, which is what its own sandbox gives back.'),
  fractions: msg('Written as fractions where whole numbers are expected; read as fractions.'),
  swapped: msg('The corners of this region were written in the wrong order.'),
}

/** What is odd about a look, in a sentence. */
export function flagWords(flag: LookFlag): string {
  return t(flagSentences[flag])
}

/** What a step is, in a word. */
export function typeWord(type: Step['type']): string {
  return { thought: t('Thought'), look: t('Look'), observation: t('Crop'), answer: t('Answer') }[type]
}

/** What a row is, in a word or two. */
export function rowTypeWord(row: Row): string {
  if (row.type === 'look' && row.step?.point !== undefined) return t('Point')
  const kind = row.type === 'look' ? undefined : kindOf(row)
  if (kind === undefined) return typeWord(row.type)
  return {
    unread: t('Unread region'),
    call: t('Call'),
    code: t('Code'),
    opaque: t('Latent'),
    reply: t('Reply'),
  }[kind.type]
}

/** What a thought is besides words; a person's own words are words. */
function kindOf({ step, draft }: StepRow): ThoughtKind | undefined {
  return step.type === 'thought' && draft?.type !== 'text' ? step.kind : undefined
}

/** One line of a step that is more than words. */
function kindLine(kind: ThoughtKind, { raw }: ThoughtStep): string {
  switch (kind.type) {
    case 'unread':
      return oneLine(heard(kind.message.replace(/^The region request cannot be read\. /, '')))
    case 'call':
      return oneLine(`${kind.name} ${kind.about ?? ''}`)
    case 'code':
      return kind.computed === undefined
        ? oneLine(shownCode(raw).code)
        : t('computed region: {computed}', { computed: kind.computed })
    case 'opaque':
      return t('{count, plural, one {# vector} other {# vectors}}', { count: kind.count })
    case 'reply':
      return oneLine(raw)
    default:
      return unreachable(kind)
  }
}

/** A region as whole numbers: left, top to right, bottom. */
export function regionWords(b: Box<'image'>): string {
  const [left, top, right, bottom] = [b.left, b.top, b.right, b.bottom].map(Math.round)
  return `${left}, ${top} → ${right}, ${bottom}`
}

/** Where a look lies; only the model's own numbers where the picture is not known. */
export function placeWords(
  row: LookRow,
  { region, point = pointOf(row) }: Pick<Preview, 'region' | 'point'>,
): string {
  const { step } = row
  if (step?.flags.includes('missing-image') === true) return `[${step.request.numbers.join(', ')}]`
  if (step?.flags.includes('other-image') === true)
    return t('[{numbers}] on another image', { numbers: step.request.numbers.join(', ') })
  const time = step?.request.time === undefined ? '' : ` ${t('at {time} s', { time: step.request.time })}`
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
  return tokens === 1
    ? pixels
    : `${pixels} · ${t('{tokens, plural, one {# token} other {# tokens}}', { tokens })}`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 160)
}

/** A new step as a screen reader says it. */
export function announcement(step: Step, number: number): string {
  switch (step.type) {
    case 'thought':
      return t('Step {number}: thought.', { number })
    case 'look':
      return t('Step {number}: looks at {region}.', { number, region: regionWords(step.region) })
    case 'observation':
      return t('Step {number}: the crop was given to the model.', { number })
    case 'answer':
      return t('Step {number}: answer: {text}', { number, text: step.text })
    default:
      return unreachable(step)
  }
}

/** Milliseconds at a readable precision. */
export function msWords(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`
  return ms >= 100 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`
}
