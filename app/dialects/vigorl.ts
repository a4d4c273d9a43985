/**
 * ViGoRL: `<tool_call>` of `search_coordinate`, a POINT in pixels of the original; the crop is what lies up to 75 pixels
 * around it, shown at 512 × 512, in a user's turn.
 * Source of every rule: Gabesarch/grounded-rl, src/vlmsearch/tree_search/single_path_rollouts.py (`_get_point_crop`, offset
 * 75; first call of a turn) and src/trainer/rl/examples/format_prompt/vstar_multiturn.jinja. `fetch_image` of qwen-vl-utils
 * brings the 512 to a multiple of 28: the model sees 504 × 504.
 * Decided: the red dot that a setting of upstream draws is not drawn; other offsets (a setting, too) show as a crop that differs.
 */
import { box, clampBox, contains, fullBox, type Box, type Point, type Size } from '../geometry/box'
import { pointFor, type Source } from '../geometry/spaces'
import type { LookFlag } from '../trace/step'
import { cell28, pointOfBox, overviewIn } from './crops'
import { cutAfter, cutOut, pillowBox, resizeStage } from './pipeline'
import type { Cut, Dialect, Region, WrittenRequest } from './dialect'
import { callReader } from './calls/read'
import { boxSchema, toolsOf, writeCall } from './calls/write'
import { budgetsOf, plainThought, thinkTags } from './spans'

const tool = 'search_coordinate'
const offset = 75
const side = 504

const system =
  'You are a helpful assistant tasked with answering a question about an image. You should systematically reason through the ' +
  'problem step by step by checking and verifying relevant image regions, while grounding reasoning steps to specific (x, y) ' +
  'points in the image:\n- At each turn, first clearly reason about ONE area or element in the image enclosed in <think> </think> ' +
  'tags.\n- After reasoning, either:\n  a) Zoom-in on a specific region to see it better by outputting a search action formatted ' +
  'precisely as:\n     <tool_call>\n     {"name": "search_coordinate", "arguments": {"coordinate": [x, y]}}\n     </tool_call>\n' +
  "  b) If confident you've found the correct location, output your final answer enclosed in <answer> {final answer} </answer> " +
  'tags.\n- Only answer if you are confident about the answer. If you are not confident, output a search action. You should not ' +
  'always end after one turn.\n- You should not repeat the same coordinates in a tool call more than once. Coordinates must be ' +
  'unique across tool calls, including values that are the same or nearly identical (e.g., differing by only a few pixels).\n- If ' +
  'unclear, infer based on likely context or purpose.\n- Verify each step by examining multiple possible solutions before ' +
  'selecting a final answer.'

/** ViGoRL over several turns: a point is asked for, a crop around it comes back. */
export const viGoRl = {
  id: 'vigorl',
  name: 'ViGoRL',
  space: 'image',
  budgets: budgetsOf([4, 16384]),
  pictures: 'qwen-vl-utils',
  decided: [
    {
      about: 'crop',
      words:
        'Cut without a dot on the point, with an offset of 75 px: both are settings of ViGoRL’s own code.',
    },
  ],
  shows: 'first',
  nested: 'seen',
  handBack: () => ({
    role: 'user',
    before: '<observation>\nHere is the crop of the image centered on the coordinate:\n',
    after: '</observation>',
  }),
  system,
  tools: toolsOf([
    {
      name: tool,
      description: 'Zoom in on the part of the image around a coordinate.',
      parameters: {
        type: 'object',
        properties: { coordinate: { ...boxSchema('x, y'), minItems: 2, maxItems: 2 } },
        required: ['coordinate'],
      },
    },
  ]),
  checkpoints: /vigorl/i,
  spans: callReader({
    notation: { space: 'image', order: 'xyxy' },
    own: () => true,
    wanted: 'point',
  }),
  stop: ['</tool_call>', '</answer>'],
  ask: (question) => question,
  thinking: thinkTags,
  plain: plainThought,
  overview: overviewIn(cell28),
  region,
  crop,
  request,
  point: pointed,
  reach: offset,
  answer: (text) => `<answer>${text}</answer>`,
} as const satisfies Dialect

/** What lies up to 75 pixels around the point, held inside the image (that is the tool's rule, not an oddity). */
function region(numbers: readonly number[], { size }: Source): Region {
  const [x = 0, y = 0] = numbers
  const flags: LookFlag[] = ['point']
  if (x < 0 || y < 0 || x > size.width || y > size.height) flags.push('clamped')
  const around = around75(x, y, size)
  const cut = pillowBox(around)
  if (cut === undefined) flags.push('invalid')
  else if (!contains(fullBox<'source'>(size), cut)) flags.push('padded')
  return { region: cut === undefined ? clampBox(around, size) : around, point: { x, y }, flags }
}

/** `_get_point_crop`: a point outside is shown as one row or column beyond the edge, which is black. */
function around75(x: number, y: number, { width, height }: Size): Box<'source'> {
  const [left, top] = [Math.max(0, x - offset), Math.max(0, y - offset)]
  const [right, bottom] = [Math.min(width, x + offset), Math.min(height, y + offset)]
  return box(left, top, right <= left ? left + 1 : right, bottom <= top ? top + 1 : bottom)
}

/** Stretched to the square, whatever the shape at an edge. */
function crop(r: Box<'source'>, picture: Size): Cut | undefined {
  const cut = pillowBox(r)
  const square = { width: side, height: side }
  return cut && cutAfter(picture, [cutOut(cut), resizeStage(square)], { crop: clampBox(cut, picture) })
}

/** The point its tool would cut this region for: how large it is cannot be said in this language. */
function request(r: Box<'source'>, source: Source): WrittenRequest {
  return pointed(pointOfBox(r, source.size, offset), source)
}

function pointed(at: Point, source: Source): WrittenRequest {
  const numbers = pointFor({ space: 'image', order: 'xyxy' }, at, source)
  return { numbers, text: writeCall(tool, `"coordinate": [${numbers.join(', ')}]`) }
}
