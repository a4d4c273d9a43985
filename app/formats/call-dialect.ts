/**
 * Which family a dialogue's calls are of: by the names of tools and of their arguments. Pure. What shares a name with another
 * family's tool and cannot be told apart is the family most files of that shape are of; in which space it counts is for the
 * evidence of the whole file (`disputedSpaces`).
 */
import type { DialectId } from '../dialects'
import { regionsIn } from '../dialects/calls/box-value'
import type { SpelledCall } from '../dialects/calls/call'
import { callsIn } from '../dialects/calls/scan'

interface Family {
  readonly dialect: DialectId
  readonly names: RegExp
  readonly when?: (call: SpelledCall) => boolean
}

const has = (call: SpelledCall, ...names: readonly string[]) => names.every((name) => name in call.arguments)
const isXml = (call: SpelledCall) => call.spelling === 'xml'

/** First match wins: the particular before the general. */
const families: readonly Family[] = [
  { dialect: 'codevision', names: /^code_image_tool$/ },
  { dialect: 'pixel-reasoner', names: /^(?:crop_image_normalized|select_frames)$/ },
  { dialect: 'pixel-reasoner', names: /./, when: (call) => has(call, 'target_image') },
  { dialect: 'vigorl', names: /^search_coordinate$/ },
  {
    dialect: 'nemo-gym',
    names:
      /^(?:image_(?:crop|rotate|flip|diff|side_by_side|overlay)_tool|(?:count_objects|find_color|color_at)_tool)$/,
  },
  { dialect: 'nemo-gym', names: /^image_zoom_in_tool$/, when: (call) => isXml(call) && has(call, 'factor') },
  { dialect: 'qwen3.5', names: /^image_zoom_in_tool$/, when: isXml },
  { dialect: 'qwen3-vl', names: /^image_zoom_in_tool$/, when: (call) => has(call, 'img_idx') },
  { dialect: 'deepeyes', names: /^image_zoom_in_tool$/ },
  { dialect: 'self-calling', names: /^vlm_subagent_tool$/ },
  { dialect: 'claude-crop', names: /(?:^|__)crop_image$/, when: inShares },
  { dialect: 'revpt', names: /^zoom_in$/, when: (call) => has(call, 'image_id') },
  {
    dialect: 'revpt',
    names: /^(?:object_detection|edge_detection|depth_estimation)$/,
    when: (call) => has(call, 'image_id'),
  },
  { dialect: 'qwen-mm', names: /(?:^|__)(?:crop|draw_bbox)$/, when: (call) => has(call, 'image_path') },
  { dialect: 'qwen-code', names: /(?:^|__)zoom_image$/, when: (call) => has(call, 'file_path', 'x1') },
  { dialect: 'spawn', names: /^spawn$/, when: (call) => has(call, 'bbox') },
  // A call without a name is DeepEyes' slip as its files have it.
  { dialect: 'deepeyes', names: /^$/, when: (call) => has(call, 'bbox_2d') },
  { dialect: 'tool-calls', names: /^/ },
]

function inShares(call: SpelledCall): boolean {
  const read = regionsIn(call.arguments, 'box').regions[0]
  return read !== undefined && read.numbers.every((n) => n >= 0 && n <= 1)
}

/** What MARS' evaluation says before every crop. */
const marsHandsBack = /<tool_response>\s*Here is the zoomed image:/

/**
 * The family of the calls in what a model wrote; undefined where there is none. `given`: what it was told in between. The first
 * family of the table that any call is of wins: one call of a family's own tool tells more than many of a shared name.
 */
export function dialectOfCalls(text: string, given = ''): DialectId | undefined {
  const calls = callsIn(text).flatMap(({ call }) => (call === undefined ? [] : [call]))
  const family = families.find(({ names, when }) =>
    calls.some((call) => names.test(call.name) && (when?.(call) ?? true)),
  )
  const dialect = family?.dialect
  // The same zoom call beside its searches, or with its words around the crop.
  const searches = () => calls.some(({ name }) => /^(?:text|image)_search_tool$/.test(name))
  const mars = (dialect === 'qwen3-vl' || dialect === 'deepeyes') && (searches() || marsHandsBack.test(given))
  return mars ? 'sensenova-mars' : dialect
}
