/** What the words of an answer attended to, for `relook explain --attention`: by head or all of them, the shares and the strongest place. */
import { strongestOn } from '../../app/attention/heat'
import type { WeightSelection } from '../../app/attention/attended'
import { answerSpans, tokensOfSpan, spanWords } from '../../app/explain/span'
import { Failure } from '../../app/failure'
import { boxOf, type Edges, type Size } from '../../app/geometry/box'
import { given } from '../../app/given'
import type { HostImplementation } from '../../app/host'
import type { AttentionView } from '../../app/host/explain'
import type { Step } from '../../app/trace/step'
import { edgesText, percentText } from './text'

/** Attention by some of the weights. Shares of 1 of everything before the words. */
export interface AttendedBy {
  /** `mean` of all layers and heads, or the name of a head. */
  readonly weights: string
  /** The image first, then the crops; the place is in pixels of the image, around the token with the largest share. */
  readonly images: readonly { readonly share: number; readonly strongest?: Edges }[]
  /** What fell on steps before, without their crops' images told apart. */
  readonly steps: readonly { readonly step: string; readonly share: number }[]
  /** What fell on the question and the image. */
  readonly prompt: number
}

/** Of which words, by which weights. */
export interface ExplainedAttention {
  readonly words: string
  readonly step: string
  readonly by: readonly AttendedBy[]
}

interface Asked {
  readonly on: { readonly project: string; readonly branch: string }
  readonly steps: readonly Step[]
  readonly size: Size
}

/** Asks for the mean and each named head. @throws Failure `bad-input` where no words of an answer are known by their tokens. */
export async function attentionOf(
  host: HostImplementation,
  { on, steps, size }: Asked,
  signal: AbortSignal,
): Promise<ExplainedAttention> {
  const span = answerSpans(steps).at(-1)
  const step = steps.find((s) => s.id === span?.step)
  const tokens = span && step && tokensOfSpan(step, span)
  if (span === undefined || step === undefined || tokens === undefined)
    throw new Failure(
      'bad-input',
      'The tokens of the answer are not known, so there is no attention to be shown.',
    )
  const ask = (selection: WeightSelection) =>
    host.attention({ ...on, step: step.id, ...tokens, selection }, signal)
  const mean = await ask({ type: 'mean' })
  const by = [attendedBy('mean', mean, size)]
  for (const { name, layer, head } of mean.named)
    by.push(attendedBy(name, await ask({ type: 'head', layer, head }), size))
  return { words: spanWords(steps, span).trim(), step: step.id, by }
}

function attendedBy(weights: string, { images, steps, prompt }: AttentionView, size: Size): AttendedBy {
  return {
    weights,
    images: images.map((heat) => {
      const place = strongestOn(heat, size)
      return { share: heat.share, ...given({ strongest: place && boxOf(place) }) }
    }),
    steps,
    prompt,
  }
}

/** In lines. */
export function attentionLines({ words, by }: ExplainedAttention): readonly string[] {
  return [
    `  Attention while “${words}” was written (where the weights went, not what the answer needed):`,
    ...by.map(({ weights, images }) => {
      const told = images.map(({ share, strongest }, i) => {
        const name = i === 0 ? 'image' : `crop ${i}`
        const place = strongest && share >= leastShare ? `, most at ${edgesText(strongest)}` : ''
        return `${name} ${percentText(share)}${place}`
      })
      const rest = Math.max(0, 1 - images.reduce((sum, { share }) => sum + share, 0))
      return `    ${weights}: ${told.join('; ')}; words ${percentText(rest)}`
    }),
  ]
}

/** Below this the strongest place of an image says nothing. */
const leastShare = 0.01
