/** Regions that a person drew, told in a language as an export does: the text of the request, and the crop that goes with it. */
import type { Dialect } from '../../app/dialects'
import { retell } from '../../app/exports/retell'
import { defaultSelection, select } from '../../app/exports/select'
import { box, type Size } from '../../app/geometry/box'
import { writeLook } from '../../app/reading/place'
import { seededRandom } from '../../main/models/onnx/sampler'
import { shortenedStages, stagesAsText, stagesOf } from '../../app/trace/stages'
import type { View } from '../../app/trace/step'
import { answer, look, projectWith, thought } from './project'

/** One export read back: the size of the picture, what the reply says, and the way its crop is made. */
export interface MovedRegion {
  readonly size: Size
  readonly text: string
  readonly way: string
}

/** So many of them, the same every time. A region the language cannot ask for is left out, as an export leaves it out. */
export function movedRegions(dialect: Dialect, count: number): readonly MovedRegion[] {
  const random = seededRandom(16)
  const below = (n: number) => Math.floor(random() * n)
  const found: MovedRegion[] = []
  for (let tries = 0; found.length < count && tries < 4 * count; tries++) {
    const size = { width: 120 + below(2500), height: 120 + below(2500) }
    const left = below(size.width - 40)
    const top = below(size.height - 40)
    // A hand stops anywhere; boxes of a few pixels are among them.
    const part = below(2) / 2
    const width = 4 + below(size.width - left - 8)
    const height = 4 + below(size.height - top - 8)
    const region = box<'image'>(left + part, top + part, left + width, top + height)
    const told = toldOf(dialect, region, size)
    if (told !== undefined) found.push(told)
  }
  return found
}

function toldOf(
  dialect: Dialect,
  region: ReturnType<typeof box<'image'>>,
  size: Size,
): MovedRegion | undefined {
  if (dialect.id === 'vlm-r3') return movedIn(dialect, region, size)
  const steps = [thought('t', 'x'), { ...look('l1'), region, label: 'it' }, answer('a', '7')]
  const project = projectWith(steps)
  const moved = { ...project, image: { ...project.image, ...size } }
  const [trace] = select(moved, { ...defaultSelection }).traces
  if (trace === undefined) return undefined
  const told = retell(trace, { dialect, budgets: dialect.budgets }, steps)
  if (!told.ok) return undefined
  const pieces = told.value.messages.slice(told.value.asked).flatMap((m) => m.pieces)
  const text = pieces.map((p) => (p.type === 'text' ? p.text : '')).join('')
  const shown = pieces.find((p) => p.type === 'image')
  return shown?.type === 'image' ? { size, text, way: wayOf(shown.view, size) } : undefined
}

/** In its own language a trace keeps its text; a region moved in it is written again (reasoning/making.ts). */
function movedIn(
  dialect: Dialect,
  region: ReturnType<typeof box<'image'>>,
  size: Size,
): MovedRegion | undefined {
  const view = dialect.overview('i', size, dialect.budgets)
  const ground = { dialect, image: { id: 'i', size }, view, budgets: dialect.budgets }
  const { text, placed } = writeLook(region, ground)
  return placed.view && { size, text, way: wayOf(placed.view, size) }
}

/** As training/conformance/views.py writes it down. */
function wayOf(view: View, size: Size): string {
  const stages = [...stagesOf(view), { type: 'resize', size: view.size, filter: view.filter } as const]
  return stagesAsText(shortenedStages(stages, size))
}
