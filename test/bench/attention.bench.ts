/**
 * Whether attention says where the built-in model reads, on the images it is measured on: the strongest cell of its reader head for every character
 * of the answer, against the gold region; the same of the mean of all heads, for comparison. RELOOK_EXPLAIN_COUNT: so many images instead of all.
 */
import { attendedBy } from '../../app/attention/reduce'
import { heatOf, strongestOn } from '../../app/attention/heat'
import type { ContextAttention, WeightSelection } from '../../app/attention/attended'
import { answerSpans, upToSpan } from '../../app/explain/span'
import { messagesOf } from '../../app/explain/subject'
import type { Box } from '../../app/geometry/box'
import { tracedHeldOut, type Traced } from './held-out'
import type { Row } from './row'

const never = new AbortController().signal
const count = Number(process.env['RELOOK_EXPLAIN_COUNT'] ?? '200')

/** All rows. */
export async function bench(): Promise<Row[]> {
  const { traced, dispose } = await tracedHeldOut(count)
  try {
    const found = new Map<string, { hits: number; images: number; characters: number; inside: number }>()
    let ms = 0
    for (const one of traced.filter((t) => t.right)) {
      const started = performance.now()
      const attended = await ofAnswer(one)
      ms += performance.now() - started
      if (attended === undefined) continue
      for (const [name, selection] of selectionsOf(attended)) {
        const tally = found.get(name) ?? { hits: 0, images: 0, characters: 0, inside: 0 }
        const marks = rowsOf(attended).map((row) => isInside(one, attended, row, selection))
        const inside = marks.filter(Boolean).length
        tally.characters += marks.length
        tally.inside += inside
        tally.images++
        // Most of its characters: a last one may be the end of the answer, which stands nowhere.
        if (inside * 2 > marks.length) tally.hits++
        found.set(name, tally)
      }
    }
    return [...found].map(([name, { hits, images, characters, inside }]) => ({
      name: `attention (${name}): strongest cell inside the gold text, of images`,
      value: hits / images,
      unit: '',
      limit: name === 'reader' ? 0.9 : 0,
      more: true,
      detail: `${hits} of ${images} images with right answers; ${inside} of ${characters} characters; ${(ms / images).toFixed(0)} ms an image`,
    }))
  } finally {
    await dispose()
  }
}

/** The attention of the characters of the answer, where it is first read. */
async function ofAnswer({ subject }: Traced): Promise<ContextAttention | undefined> {
  const [span] = answerSpans(subject.steps)
  const steps = span && upToSpan(subject.steps, span)
  if (span === undefined || steps === undefined) return undefined
  const messages = messagesOf(subject, { view: subject.view, steps })
  // A token of this model is a character.
  return subject.model.attend?.({ messages, last: span.end - span.start }, never)
}

function rowsOf({ from, rows }: ContextAttention): readonly number[] {
  return Array.from({ length: rows }, (_, i) => from + i)
}

function selectionsOf({ named }: ContextAttention): readonly (readonly [string, WeightSelection])[] {
  const heads = named.map(({ name, layer, head }) => [name, { type: 'head', layer, head } as const] as const)
  return [['mean', { type: 'mean' } as const], ...heads]
}

/** Whether the strongest cell of any image, at the place of the image it shows, touches gold with its middle. */
function isInside(
  { gold, subject }: Traced,
  attended: ContextAttention,
  place: number,
  selection: WeightSelection,
): boolean {
  const row = attendedBy(attended, { from: place, to: place + 1 }, selection)
  if (row === undefined) return false
  let strongest: { readonly value: number; readonly cell: Box<'image'> } | undefined
  for (const heat of heatOf(attended.pieces, row)) {
    const cell = strongestOn(heat, subject.image.size)
    const value = Math.max(...heat.values)
    if (cell !== undefined && value > (strongest?.value ?? 0)) strongest = { value, cell }
  }
  if (strongest === undefined) return false
  const x = (strongest.cell.left + strongest.cell.right) / 2
  const y = (strongest.cell.top + strongest.cell.bottom) / 2
  return gold.some((g) => x >= g.left && x <= g.right && y >= g.top && y <= g.bottom)
}
