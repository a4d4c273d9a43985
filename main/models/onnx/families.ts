/** The model types whose graphs, positions and patches this backend knows, and what differs between them. Reads no file. */
import { dialectOf } from '../../../app/dialects'
import { Failure } from '../../../app/failure'
import type { PixelBudget } from '../../../app/geometry/smart-resize'

/** A model type. */
export interface Family {
  /** How a folder that does not say it is asked. */
  readonly dialect: string
  /** How many layers of the vision encoder go into the decoder as well; `listed`: those its config.json names. */
  readonly deepstack: (listed: readonly number[] | undefined) => number
}

const older: Family = { dialect: 'vlm-r3', deepstack: () => 0 }

const families: Readonly<Record<string, Family>> = {
  qwen2_vl: older,
  qwen2_5_vl: older,
  // Three are transformers' default (configuration_qwen3_vl.py).
  qwen3_vl: { dialect: 'qwen3-vl', deepstack: (listed) => listed?.length ?? 3 },
  // A hybrid decoder, and no DeepStack (configuration_qwen3_5.py).
  qwen3_5: { dialect: 'qwen3.5', deepstack: () => 0 },
}

/** The family of config.json's `model_type`. @throws Failure `model-unavailable` for others. */
export function familyOf(type: string): Family {
  const family = Object.hasOwn(families, type) ? families[type] : undefined
  if (family !== undefined) return family
  if (type.endsWith('_moe')) {
    const what = `config.json: models of type “${type}” cannot be run: a mixture of experts has no graph here that is known to be right.`
    throw new Failure('model-unavailable', `${what} Take a dense one, or connect a server that runs it.`)
  }
  const known = Object.keys(families)
  const words = `${known.slice(0, -1).join(', ')} and ${known.at(-1)}`
  throw new Failure('model-unavailable', `config.json: models of type “${type}” cannot be run; ${words} can.`)
}

/** Pixels of a patch's side, patches of a visual token's side, and the patch as config.json has it. */
export interface PatchGeometry {
  readonly patch: number
  readonly merge: number
  readonly own: unknown
}

/** The crop rules of a language count in visual tokens: they must be as large as the model's. @throws Failure where they are not. */
export function checkCell(name: string, dialectId: string, { patch, merge, own }: PatchGeometry): void {
  const refuse = (what: string) => new Failure('model-unavailable', `${name}: ${what}.`)
  if (typeof own === 'number' && own !== patch)
    throw refuse(`patch_size is ${patch} in preprocessor_config.json and ${own} in config.json`)
  const dialect = dialectOf(dialectId)
  if (dialect === undefined) return
  const { size, grid } = dialect.overview('', { width: 640, height: 480 }, dialect.budgets)
  const [cell, counted] = [patch * merge, size.width / grid.width]
  // A dialect of a family that runs nowhere here shows an image whole.
  if (counted === cell) return
  throw refuse(
    `a visual token of ${cell} × ${cell} pixels (patch_size × merge_size) does not go with the dialect “${dialectId}”, ` +
      `which counts in ${counted}`,
  )
}

/** A tool that enlarges its crops has a budget of its own for them; others crop within that of the image. */
export function cropBudgetOf(dialectId: string): PixelBudget | undefined {
  return dialectId === 'qwen3-vl' || dialectId === 'qwen3.5' ? dialectOf(dialectId)?.budgets.crop : undefined
}
