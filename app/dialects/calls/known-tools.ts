/**
 * Tools of the field whose numbers have one known meaning whoever calls them, and those whose name is used with several. Facts
 * only, each with its source; what a tool cuts is its dialect's. A new tool with a fixed space is a line here.
 */
import type { Notation, SpaceId } from '../../geometry/spaces'
import type { SpelledCall } from './call'

interface KnownTool {
  readonly names: RegExp
  /** Whether this call is that tool's, where other tools share the name. */
  readonly when?: (call: SpelledCall, numbers: readonly number[]) => boolean
  readonly space: SpaceId
}

const over1000 = (numbers: readonly number[]) => numbers.some((n) => Math.abs(n) > 1000)
const has = (call: SpelledCall, ...names: readonly string[]) => names.every((name) => name in call.arguments)

/** First match wins. */
const known: readonly KnownTool[] = [
  // NVIDIA-NeMo/Gym, resources_servers/image_tools/base.py (`_bbox_to_pixels`): a number above 1000 makes all of them pixels.
  {
    names: /^image_(?:zoom_in|crop)_tool$/,
    when: (call, numbers) => call.spelling === 'xml' && over1000(numbers),
    space: 'image',
  },
  // Qwen3.5's spelling of Qwen-Agent's tool; NeMo's other tools.
  { names: /^image_zoom_in_tool$/, when: (call) => call.spelling === 'xml', space: 'per-mille' },
  { names: /^(?:image_crop_tool|color_at_tool)$/, space: 'per-mille' },
  // TIGER-AI-Lab/Pixel-Reasoner.
  { names: /^crop_image_normalized$/, space: 'unit' },
  // anthropics/claude-cookbooks, multimodal/crop_tool.ipynb: also behind an MCP server.
  {
    names: /(?:^|__)crop_image$/,
    when: (call, numbers) => has(call, 'x1', 'y2') && numbers.every((n) => n >= 0 && n <= 1),
    space: 'unit',
  },
  // ls-kelvin/REVPT, verl/qwen_tools.py (`ZoomIn`).
  { names: /^zoom_in$/, when: (call) => has(call, 'image_id', 'bbox'), space: 'image' },
  // QwenLM/Qwen-MM-Plugins, src/capabilities/core (`crop`, `draw_bbox`).
  { names: /(?:^|__)crop$/, when: (call) => has(call, 'image_path', 'box'), space: 'per-mille' },
  { names: /(?:^|__)draw_bbox$/, when: (call) => has(call, 'bboxes'), space: 'per-mille' },
  // QwenLM/qwen-code, packages/core/src/tools/zoom-image.ts.
  { names: /(?:^|__)zoom_image$/, when: (call) => has(call, 'file_path', 'x1', 'y2'), space: 'per-mille' },
  // NousResearch/hermes-agent, pull request 81153: pixels of the original.
  { names: /(?:^|__)vision_analyze$/, when: (call) => has(call, 'region'), space: 'image' },
  // jkpjkpjkp/v: of the crop that was asked about.
  { names: /^spawn$/, when: (call) => has(call, 'bbox', 'text'), space: 'per-mille' },
  // QwenLM/Qwen3-VL, cookbooks/mobile_agent.ipynb: the screen is 999×999.
  {
    names: /^(?:mobile_use|computer_use)$/,
    when: (call, numbers) => has(call, 'coordinate') && numbers.every((n) => n <= 999),
    space: 'per-999',
  },
]

/** How the numbers of a call are written, where its tool says so; undefined: as the dialect does. */
export function notationOfCall(call: SpelledCall, numbers: readonly number[]): Notation | undefined {
  const tool = known.find((t) => t.names.test(call.name) && (t.when?.(call, numbers) ?? true))
  return tool === undefined ? undefined : { space: tool.space, order: 'xyxy' }
}

/**
 * The spaces that different projects give to calls of this name, where the call itself does not tell them apart, likeliest last
 * known first; empty where there is no doubt. What is right is decided by evidence over a whole file.
 */
export function disputedSpaces(call: SpelledCall): readonly SpaceId[] {
  if (call.name !== 'image_zoom_in_tool' || call.spelling === 'xml') return []
  // With `img_idx` it is Qwen-Agent's or SenseNova-MARS': thousandths in both. Without: DeepEyes' pixels, verl's relative mode and
  // MARS' thousandths, Chain-of-Focus' pixels of the resized image.
  return 'img_idx' in call.arguments ? [] : ['image', 'per-mille', 'input']
}

/** The same of the calls in a text, as a sentence for people; undefined where nothing is in doubt. */
export function disputeIn(calls: readonly SpelledCall[]): string | undefined {
  const disputed = calls.find((call) => disputedSpaces(call).length > 0)
  if (disputed === undefined) return undefined
  return (
    `“${disputed.name}” without an image number is used with three units: pixels of the original (DeepEyes), thousandths ` +
    '(SenseNova-MARS, verl), pixels of the resized image (Chain-of-Focus).'
  )
}

const zooming = /zoom|crop|magnif|enlarge|look_?closer|focus|grounding_?crop/i
const otherwiseZooming = /video|audio|frame|clip|text|browser|page|camera/i

/** Whether a tool of this name is asked for a region: a call of it without one is told. */
export function seeksRegion(call: SpelledCall): boolean {
  return zooming.test(call.name) && !otherwiseZooming.test(call.name) && !namesVideo(call)
}

/** LongVT's `crop_video` and its like: seconds, no region. */
function namesVideo(call: SpelledCall): boolean {
  return /video/i.test(call.name) || 'start_time' in call.arguments || 'video_path' in call.arguments
}
