/**
 * Pixel-Reasoner: `<tool_call>` of `crop_image_normalized` (or `zoom_in`), 0..1 of image `target_image` counted from 1, so
 * looks may be nested; a tenth of the image is added on every side; the answer stands in `\boxed{}`.
 * Source of every rule: TIGER-AI-Lab/Pixel-Reasoner, curiosity_driven_rl/openrlhf/trainer/ppo_utils/experience_maker.py
 * (`CropImageNormalized`, `execute_tool`, `parse_last_tool`; the evaluation's 256..8000 tokens for the image, out of which as resized
 * the crops are cut, and 256..5120 in `resize_cropped`) and
 * openrlhf/datasets/prompts_dataset.py (`vcot`).
 * Decided: a box with any value of 1 or more is in pixels, as upstream takes it, and flagged: [0.5, 0.2, 1.0, 0.6] was cut at
 * the top left corner there too. `select_frames` is of videos and stays text.
 */
import { box, heightOf, sizeOf, widthOf, type Box, type Size } from '../geometry/box'
import type { Source } from '../geometry/spaces'
import { cell28, heldRegion, overviewIn, writeNumbers } from './crops'
import { pixelReasonerEdge } from './edges/pixel-reasoner'
import { cutAfter, cutOut, pillowBox, regionOfCut, processed, resizeStage } from './pipeline'
import type { CropBudgets, Cut, Dialect, Region, WrittenRequest } from './dialect'
import { boxedAnswer, budgetsOf, plainThought } from './spans'
import { callReader } from './calls/read'
import { toolsOf, toolsSystem, writeCall } from './calls/write'

const tool = 'crop_image_normalized'
const padding = 0.1
const least = 28
const description =
  'Zoom in on the image based on the bounding box coordinates. It is useful when the object or text in the image is too small to be seen.'
const parameters = {
  type: 'object',
  properties: {
    bbox_2d: {
      type: 'array',
      description:
        'coordinates for bounding box of the area you want to zoom in. Values should be within [0.0,1.0].',
      items: { type: 'number' },
    },
    target_image: {
      type: 'number',
      description:
        'The index of the image to crop. Index from 1 to the number of images. Choose 1 to operate on original image.',
    },
  },
  required: ['bbox_2d', 'target_image'],
} as const

/** Declared beside the crop, although it is of videos only. */
const selectFrames = {
  name: 'select_frames',
  description: 'Select frames from a video.',
  parameters: {
    type: 'object',
    properties: {
      target_frames: {
        type: 'array',
        description: 'List of frame indices to select from the video (no more than 8 frames in total).',
        items: { type: 'integer', description: 'Frame index from 1 to 16.' },
      },
    },
    required: ['target_frames'],
  },
} as const
const cropTool = { name: tool, description, parameters }
const system = `You are a helpful assistant.\n\n${toolsSystem([cropTool, selectFrames])}`

const prompt =
  '\n\nGuidelines: Understand the given visual information and the user query. Determine if it is beneficial to employ the given ' +
  'visual operations (tools). For a video, we can look closer by `select_frames`. For an image, we can look closer by ' +
  '`crop_image`. Reason with the visual information step by step, and put your final answer within \\boxed{}.'

/** Pixel-Reasoner: zoom calls in fractions of the image. */
export const pixelReasoner = {
  id: 'pixel-reasoner',
  name: 'Pixel-Reasoner',
  space: 'unit',
  budgets: budgetsOf([256, 8000], [256, 5120]),
  pictures: 'qwen-vl-utils',
  decided: [
    {
      about: 'step',
      words:
        'A crop of zoom_in is cut as crop_image_normalized cuts, the tool its evaluation declares; upstream’s padding of zoom_in is at most 600 px.',
      when: ({ raw }) => raw.includes('"zoom_in"'),
    },
    {
      about: 'step',
      words: 'Upstream takes the first four of more numbers; here such a box is none.',
      when: ({ raw }) => /"bbox_2d"\s*:\s*\[(?:[^,\]]*,){4}/.test(raw),
    },
  ],
  shows: 'last',
  nested: 'seen',
  handBack: (_, { size }) => ({
    role: 'user',
    before: `\nHere is the cropped image (Image Size: ${size.width}x${size.height}):`,
    after: '',
  }),
  system,
  tools: toolsOf([cropTool]),
  checkpoints: /pixel[-_.]?reasoner/i,
  spans: callReader({ notation: { space: 'unit', order: 'xyxy' }, own: () => true }, boxedAnswer),
  stop: ['</tool_call>'],
  ask: (question, looks) => (looks ? question + prompt : question),
  plain: plainThought,
  overview: overviewIn(cell28),
  region,
  crop,
  request,
  edge: pixelReasonerEdge,
  answer: (text) => `\\boxed{${text}}`,
} as const satisfies Dialect

/**
 * Fractions of the image; any value of 1 or more makes all of them pixels of the image as it was resized for the model, which is
 * what the tool is given. What it refuses has no crop; a box without area, or a reversed one, may have some once a tenth is added.
 */
function region(numbers: readonly number[], { size, frame }: Source): Region {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
  const unit = numbers.every((n) => n < 1)
  const [x, y] = unit ? [size.width, size.height] : [size.width / frame.width, size.height / frame.height]
  const { region, flags: held } = heldRegion(box(x1 * x, y1 * y, x2 * x, y2 * y), size)
  const flags = held.filter((f) => f !== 'invalid' || toolBox(numbers, frame) === undefined)
  return { region, flags: unit ? flags : [...flags, 'taken-as-pixels'] }
}

/** `crop_image_normalized`, sum by sum: the cut in the resized image, or none where a side is 28 pixels or less. */
function toolBox(
  [x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[],
  frame: Size,
): Box<'source'> | undefined {
  const { width, height } = frame
  const unit = x1 < 1 && y1 < 1 && x2 < 1 && y2 < 1
  const [across, down] = unit ? [1, 1] : [width, height]
  const hold = (v: number) => Math.min(Math.max(0, v), 1)
  const cut = pillowBox({
    left: hold(x1 / across - padding) * width,
    top: hold(y1 / down - padding) * height,
    right: hold(x2 / across + padding) * width,
    bottom: hold(y2 / down + padding) * height,
  })
  return cut !== undefined && widthOf(cut) > least && heightOf(cut) > least ? cut : undefined
}

/** Cut out of the image as it was resized for the model; `resize_cropped` then brings the crop into its own budget. */
function crop(r: Box<'source'>, image: Size, budgets: CropBudgets): Cut | undefined {
  const frame = processed(image, budgets.image)
  if (frame === undefined) return undefined
  const { left, top, right, bottom } = r
  const shares = [left / image.width, top / image.height, right / image.width, bottom / image.height]
  const cut = toolBox(budgets.numbers ?? shares.map((v) => Math.min(v, 1 - Number.EPSILON)), frame)
  const seen = cut && processed(sizeOf(cut), budgets.crop)
  return (
    seen &&
    cutAfter(image, [resizeStage(frame), cutOut(cut), resizeStage(seen)], {
      crop: regionOfCut(cut, frame, image),
    })
  )
}

/** Values of 1 would be read as pixels: the far edge is written a thousandth short of it. */
function request(r: Box<'source'>, { size: { width, height } }: Source): WrittenRequest {
  const down = (v: number) => Math.max(0, Math.min(0.998, Math.floor(v * 1000 + 1e-6) / 1000))
  const up = (v: number) => Math.min(0.999, Math.ceil(v * 1000 - 1e-6) / 1000)
  const numbers = [down(r.left / width), down(r.top / height), up(r.right / width), up(r.bottom / height)]
  return { numbers, text: writeCall(tool, `"bbox_2d": ${writeNumbers(numbers, 3)}, "target_image": 1`) }
}
