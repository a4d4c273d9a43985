/**
 * Which grounding model a text is of, by the marks only one family writes, and whose JSON boxes are which. Pure. Sources of the marks:
 * each dialect's file.
 */

import type { DialectId } from '../dialects'

const guiAgent = /"name":\s?"(?:mobile_use|computer_use|browser_use)"/

/** Marks that nothing else has, with the dialect. */
export const groundingMarks: readonly (readonly [RegExp, DialectId])[] = [
  [/<abs_vis_token>|<\|lvr_start\|>|<\|latent_start\|>/, 'monet'],
  [/<\|begin_of_box\|>/, 'glm-v'],
  [/<\|det\|>/, 'deepseek-vl2'],
  [/<loc\d{4}>/, 'paligemma'],
  [/<loc_\d{1,4}>/, 'florence-2'],
  [/<\|LOC_\d{1,4}\|>/, 'paddleocr-vl'],
  [/<(?:points|tracks)\s+coords\s*=/, 'molmo2'],
  [/<points?\s[^<>]{0,20}\bx\d*\s?=/, 'molmo'],
  [/\b(?:start_)?(?:point|box)='(?:<point>|<\|box_start\|>|\()|<point>\s?\d|<bbox>\s?\d/, 'seed-vl'],
  [guiAgent, 'qwen-gui'],
  [/<obj>[^<]{0,200}<\/obj>\s?(?:<box>|at<t>)/, 'open-o3-video'],
  [/["']box_?2d["']\s?:/, 'gemini'],
  // Gemini's points, y first; Qwen's key is `point_2d`.
  [/["']point["']\s?:\s?\[\s*\d+(?:\.\d+)?\s*,\s*\d+(?:\.\d+)?\s*\]\s*,\s*["']label["']/, 'gemini'],
  [/["']label["']\s?:\s?["'][^"']{0,200}["']\s*,\s*["']point["']\s?:\s?\[/, 'gemini'],
]

/** Whether a text calls the tool of a GUI agent. */
export function isGuiAgent(text: string): boolean {
  return guiAgent.test(text)
}

/** Whether a text has marks that only a grounding model writes. */
export function isGrounding(text: string): boolean {
  return groundingMarks.some(([mark]) => mark.test(text)) || jsonDialect(text, 'vlm-r3') === 'active-o3'
}

/**
 * Whose JSON boxes these are: the answer itself (Active-o3), a grounding model's after its thinking (MiMo-VL) or without any; a box
 * among the thoughts is a look (VLM-R³). Points in prose before an answer are ViGoRL's.
 */
export function jsonDialect(text: string, found: 'qwen-grounding' | 'vlm-r3'): DialectId {
  const key = text.search(/["'](?:bbox_2d|point_2d|bbox|point)\b/)
  const answer = text.indexOf('<answer>')
  const thought = text.lastIndexOf('</think>')
  if (key < 0) return found === 'vlm-r3' && pointsAt(text) ? 'vigorl-points' : found
  if (answer >= 0 && key > answer) return 'active-o3'
  if (answer < 0 && (thought < 0 || key > thought)) return found === 'vlm-r3' ? found : 'qwen-grounding'
  return /"bbox_2d"/.test(text) && /<(think|answer)>/.test(text) ? 'vlm-r3' : found
}

/** Two places named as such, in pixels: “at (70, 650)”, “the point (400, 1100)”. */
function pointsAt(text: string): boolean {
  return (
    [...text.matchAll(/\b(?:at|points?|coordinates?|positions?|location)\s\(\d{2,5}, ?\d{2,5}\)/gi)].length >
    1
  )
}
