/**
 * Sub-agents that look at a part: `spawn(text, bbox)`, thousandths of the image the asking agent was given, so that a box inside
 * a box counts in the crop; the sub-agent's words come back. Crops are handed on as they are.
 * Source: jkpjkpjkp/v, a.py (the printed log) and its tool of that name.
 */
import type { Box, Size } from '../geometry/box'
import { asIs, callingDialect, outwardCut } from './calling'
import { toolsSystem } from './calls/write'
import { cell28 } from './crops'
import type { Cut, ToolDeclaration } from './dialect'
import { budgetsOf } from './spans'

const tools: readonly [ToolDeclaration] = [
  {
    name: 'spawn',
    description: 'Asks another agent about a part of the image and gives back its answer.',
    parameters: {
      type: 'object',
      properties: {
        text: { type: 'string', description: 'What to find out.' },
        bbox: {
          type: 'array',
          items: { type: 'integer' },
          minItems: 4,
          maxItems: 4,
          description: 'The part as [x1, y1, x2, y2] in thousandths of the image.',
        },
      },
      required: ['text', 'bbox'],
    },
  },
]

/** Sub-agents that are given a region: thousandths of the image asked about. */
export const spawn = callingDialect({
  id: 'spawn',
  name: 'Sub-agents (spawn)',
  space: 'per-mille',
  cell: cell28,
  budgets: budgetsOf([4, 16384], [4, 16384]),
  tools,
  args: (numbers) => ({ text: 'Look closely.', bbox: numbers }),
  nested: 'raw',
  system: toolsSystem(tools),
  crop,
})

function crop(region: Box<'source'>, size: Size): Cut | undefined {
  const cut = outwardCut(region, size)
  return (
    cut && {
      ...asIs({ width: cut.right - cut.left, height: cut.bottom - cut.top }, 'bicubic', cell28),
      crop: cut,
    }
  )
}
