/**
 * Sub-agents that look at a part: `spawn(text, bbox)`, thousandths of the image the asking agent was given, so that a box inside
 * a box counts in the crop; the sub-agent's words come back. Crops are handed on as they are.
 * Source: jkpjkpjkp/v, a.py (the printed log) and its tool of that name.
 */
import { sizeOf } from '../geometry/box'
import { asIs, callingDialect, outwardCut } from './calling'
import { boxSchema } from './calls/write'
import { cell28 } from './crops'
import type { ToolDeclaration } from './dialect'

const tools: readonly [ToolDeclaration] = [
  {
    name: 'spawn',
    description: 'Asks another agent about a part of the image and gives back its answer.',
    parameters: {
      type: 'object',
      properties: {
        text: { type: 'string', description: 'What to find out.' },
        bbox: boxSchema('The part as [x1, y1, x2, y2] in thousandths of the image.', 'integer'),
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
  tools,
  args: (numbers) => ({ text: 'Look closely.', bbox: numbers }),
  nested: 'raw',
  crop: (region, size) => {
    const cut = outwardCut(region, size)
    return cut && { ...asIs(sizeOf(cut), 'bicubic', cell28), crop: cut }
  },
})
