/** Every model family Relook can run and read. One file each, one line here. */
import type { Dialect } from './dialect'
import { activeO3 } from './active-o3'
import { deepSeekVl2 } from './deepseek-vl2'
import { florence2 } from './florence-2'
import { gemini } from './gemini'
import { glmV } from './glm-v'
import { molmo } from './molmo'
import { molmo2 } from './molmo2'
import { monet } from './monet'
import { openO3Video } from './open-o3-video'
import { paddleOcrVl } from './paddleocr-vl'
import { paliGemma } from './paligemma'
import { qwenGui } from './qwen-gui'
import { seedVl } from './seed-vl'
import { chainOfFocus } from './chain-of-focus'
import { claudeCrop } from './claude-crop'
import { agentCode } from './agent-code'
import { codeVision } from './codevision'
import { deepEyes } from './deepeyes'
import { deepEyesEval } from './deepeyes-eval'
import { deepEyesV2 } from './deepeyes-v2'
import { geminiCode } from './gemini-code'
import { grit } from './grit'
import { llavaCot } from './llava-cot'
import { miniO3 } from './mini-o3'
import { mulberry } from './mulberry'
import { nemoGym } from './nemo-gym'
import { openThinkImg } from './openthinkimg'
import { pixelReasoner } from './pixel-reasoner'
import { pyVision } from './pyvision'
import { pyVisionRl } from './pyvision-rl'
import { qwen3Grounding } from './qwen3-grounding'
import { qwen35 } from './qwen3-5'
import { qwen3Vl } from './qwen3-vl'
import { qwenCode } from './qwen-code'
import { qwenGrounding } from './qwen-grounding'
import { qwenMm } from './qwen-mm'
import { revpt } from './revpt'
import { selfCalling } from './self-calling'
import { senseNovaMars } from './sensenova-mars'
import { sketchpad } from './sketchpad'
import { spawn } from './spawn'
import { thyme } from './thyme'
import { toolCalls } from './tool-calls'
import { treeVgr } from './treevgr'
import { vThinker } from './v-thinker'
import { viGoRl } from './vigorl'
import { viGoRlPoints } from './vigorl-points'
import { visualArft } from './visual-arft'
import { visualCot } from './visual-cot'
import { vlmR3 } from './vlm-r3'

/** The dialects; the first is what an unknown model is taken for. */
export const dialects = [
  vlmR3,
  deepEyes,
  qwen3Vl,
  qwen35,
  nemoGym,
  senseNovaMars,
  miniO3,
  pixelReasoner,
  thyme,
  vThinker,
  deepEyesV2,
  pyVision,
  pyVisionRl,
  codeVision,
  visualArft,
  geminiCode,
  agentCode,
  sketchpad,
  deepEyesEval,
  chainOfFocus,
  viGoRl,
  viGoRlPoints,
  visualCot,
  grit,
  treeVgr,
  qwenGrounding,
  qwen3Grounding,
  gemini,
  glmV,
  deepSeekVl2,
  molmo,
  molmo2,
  paliGemma,
  florence2,
  paddleOcrVl,
  seedVl,
  qwenGui,
  openO3Video,
  activeO3,
  monet,
  llavaCot,
  mulberry,
  openThinkImg,
  claudeCrop,
  revpt,
  qwenMm,
  qwenCode,
  spawn,
  selfCalling,
  toolCalls,
] as const satisfies readonly Dialect[]

/** The id of a dialect. */
export type DialectId = (typeof dialects)[number]['id']

/** The dialect with this id, if it is known. */
export function dialectOf(id: string): Dialect | undefined {
  return dialects.find((d) => d.id === id)
}

/** Models that families are trained from, and name behind their own: CodeVision-Qwen3-VL-8B, Mulberry_qwen2vl_7b. */
const bases: readonly string[] = ['qwen-grounding', 'qwen3-vl', 'qwen3.5', 'glm-v']

/** The dialect that a checkpoint's name suggests: a family's own before that of the model it was trained from. */
export function dialectOfCheckpoint(name: string): Dialect | undefined {
  const fits = dialects.filter((d: Dialect) => d.checkpoints?.test(name))
  return fits.find(({ id }) => !bases.includes(id)) ?? fits[0]
}

export type { Budgets, Dialect, LookSpan, Span } from './dialect'
