/** What `relook explain` prints for people. Pure. */
import { effectOf, trialNames } from '../../app/checks/trial'
import { attentionLines, type ExplainedAttention } from './explain-attention'
import type { LookVerdict } from '../../app/explain/verdict'
import type { Edges } from '../../app/geometry/box'
import type { Occlusion, TrialResult } from '../../app/trace/evidence'
import { edgesText, percentText } from './text'

/** A look and what becomes of the answer without it. */
export interface ExplainedLook {
  readonly number: number
  readonly region: Edges
  readonly verdict: LookVerdict
  readonly trials: readonly TrialResult[]
  /** Of its coordinates, 0..1; absent for a point, and where no alternatives came. */
  readonly confidence?: number
  readonly smallest?: { readonly region: Edges; readonly asked: number }
}

/** A map with the areas under its curves and the part that holds four fifths of it. */
export interface ExplainedMap extends Omit<Occlusion, 'curves'> {
  readonly core?: Edges
  readonly curves?: NonNullable<Occlusion['curves']> & {
    readonly deletionArea: number
    readonly insertionArea: number
  }
}

/** Everything that is printed. */
export interface ExplainedText {
  readonly answer: string | null
  /** Where the answer is first written; absent where the model does not say how likely a text is, or nothing was answered. */
  readonly words?: string
  readonly logprob?: number
  readonly tokens?: number
  readonly looks: readonly ExplainedLook[]
  readonly occlusion?: ExplainedMap
  readonly attention?: ExplainedAttention
}

/** The numbers in lines. */
export function explainText({
  answer,
  logprob,
  tokens,
  words,
  looks,
  occlusion,
  attention,
}: ExplainedText): string {
  const probability = logprob === undefined ? '' : `, probability ${percentText(Math.exp(logprob))}`
  const over = tokens === undefined ? '' : ` over ${tokens} ${tokens === 1 ? 'token' : 'tokens'}`
  const scored =
    logprob === undefined ? [] : [`  “${words}”: log-probability ${logprob.toFixed(3)}${over}${probability}`]
  return [
    `${answer ?? '(no answer)'}`,
    ...scored,
    ...(looks.length === 0 ? ['  It looked at nothing.'] : looks.flatMap(lookLines)),
    ...(occlusion === undefined ? [] : mapLines(occlusion)),
    ...(attention === undefined ? [] : attentionLines(attention)),
    '',
  ].join('\n')
}

const verdicts = {
  used: 'used: the answer hangs on it',
  'not-used': 'not used: the answer stays whatever it shows',
  harmful: 'harmful: without it the answer is right',
  unknown: 'not known',
} as const

function lookLines({
  number,
  region,
  verdict,
  trials,
  smallest,
  confidence,
}: ExplainedLook): readonly string[] {
  const same = trials.find((t) => t.kind === 'same')
  const again = (t: TrialResult) => (effectOf(t, same) === 'looked-again' ? ' (looked again)' : '')
  const told = trials.map((t) => `${trialNames[t.kind]} → ${t.answer ?? '(no answer)'}${again(t)}`).join(', ')
  return [
    `  Look ${number} at ${edgesText(region)}: ${verdicts[verdict]}.`,
    ...(confidence === undefined ? [] : [`    Coordinate confidence: ${percentText(confidence)}.`]),
    ...(told === '' ? [] : [`    ${told}`]),
    ...(smallest === undefined
      ? []
      : [`    The smallest crop that keeps the answer: ${edgesText(smallest.region)}.`]),
  ]
}

function mapLines({ base, unit, cells, curves, core, asked }: ExplainedMap): readonly string[] {
  const hottest = cells.filter((c) => c.mass > 0).toSorted((a, b) => b.mass - a.mass)
  const [most] = hottest
  if (most === undefined)
    return [`  Occlusion: hiding no part of the image alone changes the answer (${asked} questions).`]
  const fell =
    unit === 'nats'
      ? `lowers its log-probability from ${base.toFixed(2)} by ${most.drop.toFixed(2)}`
      : 'changes it'
  return [
    `  Occlusion: hiding ${edgesText(most.box)} ${fell} (${asked} questions).`,
    ...(core === undefined ? [] : [`    Four fifths of the effect lie within ${edgesText(core)}.`]),
    ...(curves === undefined
      ? []
      : [
          `    Hottest parts hidden first: area under the curve ${curves.deletionArea.toFixed(3)} (low is good); shown first: ${curves.insertionArea.toFixed(3)} (high is good).`,
        ]),
  ]
}
