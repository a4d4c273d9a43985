/**
 * In which language a dialogue of a trainer's file is written: by the words only one dialect uses. Pure.
 * Marks from the sources named in each dialect's file.
 */
import { dialectOf, type DialectId } from '../dialects'
import type { SpaceId } from '../geometry/spaces'

/** First match wins: the particular before the general. */
const marks: readonly (readonly [RegExp, string])[] = [
  [/<grounding>\s*\{/, 'mini-o3'],
  [/crop_image_normalized|"target_image"|select_frames/, 'pixel-reasoner'],
  [/"search_coordinate"/, 'vigorl'],
  [/image_zoom_in_tool[\s\S]{0,400}"img_idx"|"img_idx"[\s\S]{0,400}image_zoom_in_tool/, 'qwen3-vl'],
  [/<tool_call>[\s\S]{0,400}"bbox_2d"|image_zoom_in_tool/, 'deepeyes'],
  [/"actions🚀"|"thoughts🤔"/u, 'openthinkimg'],
  [/<rethink>/, 'grit'],
  // InternVL and Qwen-VL name the object before its box.
  [/<ref>[^<]*<\/ref>\s*<box>/, 'qwen-grounding'],
  [/<box>\s*\[/, 'treevgr'],
  [/<(SUMMARY|CAPTION|REASONING|CONCLUSION)>/, 'llava-cot'],
  [/### (Let's think step by step|The final answer is|Image Description)/, 'mulberry'],
  [/"bbox_2d"|<\|box_start\|>/, 'qwen-grounding'],
  [/<answer>/, 'vlm-r3'],
]

/** The dialect of what a model wrote; `otherwise` where nothing tells. */
export function dialectIn(text: string, otherwise: DialectId): DialectId {
  const found = marks.find(([mark]) => mark.test(text))?.[1]
  // A box between tags is a look; a box alone is a grounding answer.
  const looks = found === 'qwen-grounding' && /"bbox_2d"/.test(text) && /<(think|answer)>/.test(text)
  return known(looks ? 'vlm-r3' : found) ?? otherwise
}

/** The space of boxes that is told by how they are written; absent: the dialect's own. */
export function spaceIn(dialect: DialectId, text: string): SpaceId | undefined {
  // Qwen-VL, Qwen2-VL and InternVL count in thousandths (their model cards and ms-swift's Custom-dataset.md).
  const thousandths = /<\|box_start\|>|<ref>[^<]*<\/ref>\s*<box>/.test(text)
  return dialect === plainDialectId && thousandths ? 'per-mille' : undefined
}

const plainDialectId = 'qwen-grounding'

/** The question without the words that a dialect puts around every question. */
export function withoutPrompt(dialect: DialectId, text: string): string {
  const marker = '\u0000'
  const [before = '', after = ''] = dialectOf(dialect)?.ask(marker, true).split(marker) ?? []
  const head = before !== '' && text.startsWith(before) ? text.slice(before.length) : text
  // A file may have lost the line ends around the prompt.
  const tail = after.trim()
  const whole = head.trimEnd()
  return tail !== '' && whole.endsWith(tail) ? whole.slice(0, -tail.length).trim() : head.trim()
}

/** The dialect of this name; that of a plain chat where Relook does not speak it. */
export function dialectNamed(id: string): DialectId {
  return known(id) ?? known('qwen-grounding') ?? 'vlm-r3'
}

function known(id: string | undefined): DialectId | undefined {
  // The registry tells at run time which ids there are.
  return id === undefined || dialectOf(id) === undefined ? undefined : (id as DialectId)
}
