/**
 * In which language a dialogue of a trainer's file is written: by the words only one dialect uses. Pure.
 * Marks from the sources named in each dialect's file.
 */
import { dialectOf, dialects, type Dialect, type DialectId } from '../dialects'
import type { SpaceId } from '../geometry/spaces'
import { dialectOfCalls } from './call-dialect'
import { dialectOfCode, isAgentCode } from './code-dialect'
import { groundingMarks, isGuiAgent, jsonDialect } from './grounding-dialect'
import { isAskedAs, ownSystem } from './prompt'

const miniO3 = /<grounding>\s*\{/

/** First match wins: the particular before the general. */
const marks: readonly (readonly [RegExp, DialectId])[] = [
  [miniO3, 'mini-o3'],
  [/crop_image_normalized|"target_image"|select_frames/, 'pixel-reasoner'],
  [/"search_coordinate"/, 'vigorl'],
  [/image_zoom_in_tool[\s\S]{0,400}"img_idx"|"img_idx"[\s\S]{0,400}image_zoom_in_tool/, 'qwen3-vl'],
  [/<tool_call>[\s\S]{0,400}"bbox_2d"|image_zoom_in_tool/, 'deepeyes'],
  [/"actions🚀"|"thoughts🤔"/u, 'openthinkimg'],
  ...groundingMarks,
  [/<rethink>/, 'grit'],
  // InternVL and Qwen-VL name the object before its box.
  [/<ref>[^<]*<\/ref>\s*<box>/, 'qwen-grounding'],
  [/<box>\s*\[/, 'treevgr'],
  [/<(SUMMARY|CAPTION|REASONING|CONCLUSION)>/, 'llava-cot'],
  [/### (Let's think step by step|The final answer is|Image Description)/, 'mulberry'],
  [/"bbox_2d"|<\|box_start\|>/, 'qwen-grounding'],
  [/<answer>/, 'vlm-r3'],
]

/** What a dialogue is known by. */
export interface DialogueSigns {
  /** What the model wrote. */
  readonly spoken: string
  /** What it was told before, and in between. */
  readonly system: string
  readonly given?: string
}

/** The dialect of a dialogue, by what the model wrote in it before what it was told; `otherwise` where nothing tells. */
export function dialectIn({ spoken, system, given }: DialogueSigns, otherwise: DialectId): DialectId {
  const text = `${spoken}\n${system}`
  if (miniO3.test(spoken)) return 'mini-o3'
  // Calls of a GUI agent are points, whatever else it calls.
  const calling = isGuiAgent(spoken) ? 'qwen-gui' : dialectOfCalls(spoken, given)
  if (calling === 'codevision') return calling
  // DeepEyesV2 writes code and calls a search.
  const coding = dialectOfCode({ text, given: given ?? '' })
  if (coding !== undefined) return coding
  // Tools of no family beside Python that cuts: the code is a look, too.
  if ((calling === 'tool-calls' || calling === 'claude-crop') && isAgentCode(spoken)) return 'agent-code'
  if (calling !== undefined) return calling
  const found = marks.find(([mark]) => mark.test(text))?.[1]
  if (found === 'qwen-grounding' || found === 'vlm-r3') return jsonDialect(text, found)
  return found ?? otherwise
}

/** The dialect whose own prompt stands around the question, or whose system message was given; undefined where none or several are. */
export function dialectAsked(words: string, system: string): DialectId | undefined {
  const told = unblanked(system)
  const fits = dialects.filter((dialect: Dialect) => {
    const own = ownSystem(dialect.id as DialectId)
    return (
      isFirstSo(dialect) &&
      (isAskedAs(dialect.id as DialectId, words) || (own !== undefined && told.includes(unblanked(own))))
    )
  })
  return fits.length === 1 ? fits[0]?.id : undefined
}

/** Earlier exports declared tools without the blanks that `json.dumps` puts. */
function unblanked(system: string): string {
  return system.replace(/([,:]) +/g, '$1')
}

/** Of dialects with the same prompts, the first stands for all: nothing in a dialogue tells them apart. */
function isFirstSo({ id, ask, system }: Dialect): boolean {
  return dialects.find((d: Dialect) => d.ask === ask && d.system === system)?.id === id
}

/** The space of boxes that is told by how they are written; absent: the dialect's own. */
export function spaceIn(dialect: DialectId, text: string): SpaceId | undefined {
  // Qwen-VL, Qwen2-VL and InternVL count in thousandths (their model cards and ms-swift's Custom-dataset.md).
  const thousandths =
    /<\|box_start\|>|<ref>[^<]*<\/ref>\s*<box>|"object"\s*:\s*"[^"]{0,300}"\s*,\s*"bboxes"\s*:/.test(text)
  return dialect === plainDialect && thousandths ? 'per-mille' : undefined
}

/** The dialect of a chat without any look: nothing is cropped, the last words are the answer. */
export const plainDialect = 'qwen-grounding'

/** The dialect of this name; that of a plain chat where Relook does not speak it. */
export function dialectOrPlain(id: string): DialectId {
  // The registry tells at run time which ids there are.
  return dialectOf(id) === undefined ? plainDialect : (id as DialectId)
}
