/**
 * DeepEyes as its evaluation runs it: the language of `deepeyes`, but the box is cut as it is, however small, and is black where it
 * leaves the image.
 * Source: Visual-Agent/DeepEyes, eval/eval_vstar.py (`process`: `crop`, its own smart-resize of the box before it is rounded).
 */
import { box, clampBox, sizeOf, type Box, type Size } from '../geometry/box'
import type { Source } from '../geometry/spaces'
import type { LookFlag } from '../trace/step'
import { cell28, cropsUnsaved, cutInOwnMode } from './crops'
import { deepEyes } from './deepeyes'
import type { CropBudgets, Cut, Dialect, Region } from './dialect'
import { cutUnread, ownBudget, pillowBox, processed, toolResized } from './pipeline'

// The script tells the model nothing of what fails: it ends.
const { edge: _told, ...tool } = deepEyes

/** DeepEyes' evaluation: boxes as they are. */
export const deepEyesEval = {
  ...tool,
  id: 'deepeyes-eval',
  name: 'DeepEyes, evaluation',
  pictures: 'vllm',
  cuts: 'unread',
  decided: [cutInOwnMode, cropsUnsaved],
  checkpoints: /deep[-_.]?eyes[-_.]?eval/i,
  region,
  crop,
} as const satisfies Dialect

/** Neither clamped nor made larger; what lies past the edge is shown black. */
function region(numbers: readonly number[], { size }: Source): Region {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
  const asked = box<'source'>(x1, y1, x2, y2)
  if (!(x2 > x1 && y2 > y1)) return { region: clampBox(asked, size), flags: ['invalid'] }
  const flags: LookFlag[] = Math.min(x1, y1) < 0 || x2 > size.width || y2 > size.height ? ['padded'] : []
  return { region: asked, flags }
}

function crop(r: Box<'source'>, picture: Size, budgets: CropBudgets): Cut | undefined {
  const cut = pillowBox(r)
  const tool = toolResized(sizeOf(r), ownBudget, cell28)
  const seen = tool && processed(tool, budgets.crop)
  return (
    cut &&
    seen &&
    cutUnread(picture, { cut, tool, seen }, { file: budgets.file, crop: clampBox(cut, picture) })
  )
}
