/**
 * Steps that are vectors, not text: between two marks stands what a decoder printed for them. How many there were is told only by
 * the tokens that stand for one each; nothing else is pretended.
 * Sources: NOVAglow646/Monet README.md (`<abs_vis_token>`); VincentLeebang/lvr (`<|lvr|>`); UMass-Embodied-AGI/Mirage (`<|latent_pad|>`).
 */
import type { Span } from '../dialect'

interface Latent {
  readonly open: string
  readonly close: string
  /** Stands for one vector. */
  readonly each: string
}

const latents: readonly Latent[] = [
  { open: '<abs_vis_token>', close: '</abs_vis_token>', each: '<abs_vis_token_pad>' },
  { open: '<|lvr_start|>', close: '<|lvr_end|>', each: '<|lvr|>' },
  { open: '<|latent_start|>', close: '<|latent_end|>', each: '<|latent_pad|>' },
]

/** Every such step, in order; `count` 0 where the text does not say how many. One that is not closed ends with the text. */
export function latentSpans(text: string): readonly Span[] {
  return latents.flatMap((latent) => stepsOf(text, latent)).sort((a, b) => a.start - b.start)
}

function stepsOf(text: string, { open, close, each }: Latent): readonly Span[] {
  const found: Span[] = []
  for (let start = text.indexOf(open); start >= 0;) {
    const next = text.indexOf(open, start + open.length)
    // A decoder may print the opening mark for every vector: the next closing one ends them all.
    const shut = text.indexOf(close, start + open.length)
    const end = shut < 0 ? text.length : shut + close.length
    const inside = text.slice(start + open.length, shut < 0 ? text.length : shut)
    found.push({ type: 'opaque', start, end, count: inside.split(each).length - 1 })
    start = next < 0 || next >= end ? next : text.indexOf(open, end)
  }
  return found
}
