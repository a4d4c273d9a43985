/** Every format Relook opens. One file each, one line here. */
import { chainOfFocusRows, deepEyesRows } from './deepeyes'
import {
  codeRows,
  gritRows,
  groundingRows,
  miniO3Rows,
  pixelReasonerRows,
  toolCallRows,
  treeVgrRows,
  viGoRlRows,
} from './families'
import type { Format } from './format'
import { gemini } from './gemini'
import { inspect } from './inspect'
import { llamaFactory } from './llama-factory'
import { llavaCot } from './llava-cot'
import { msSwift } from './ms-swift'
import { mulberry } from './mulberry'
import { nemoGym } from './nemo-gym'
import { notebook } from './notebook'
import { openAi } from './openai'
import { openThinkImg } from './openthinkimg'
import { predictions } from './predictions'
import { printed } from './printed'
import { processRewards } from './process-rewards'
import { pyVisionExport } from './pyvision-export'
import { qwenGrounding } from './qwen-grounding'
import { qwenTools } from './qwen-tools'
import { relook } from './relook'
import { relookRun } from './relook-run'
import { session } from './sessions'
import { spans } from './spans'
import { spawnLog } from './spawn-log'
import { stepStem } from './stepstem'
import { thymePage } from './thyme-page'
import { transcript } from './transcript'
import { trl } from './trl'
import { unfolding } from './unfold'
import { verl, verlRollout } from './verl'
import { vlirRl, vlirSft } from './vlir'
import { vlmR3Log } from './vlm-r3-log'
import { visualCot } from './visual-cot'

const all = [
  vlmR3Log,
  vlirSft,
  vlirRl,
  deepEyesRows,
  chainOfFocusRows,
  qwenTools,
  miniO3Rows,
  pixelReasonerRows,
  viGoRlRows,
  thymePage,
  pyVisionExport,
  codeRows,
  transcript,
  toolCallRows,
  gritRows,
  treeVgrRows,
  groundingRows,
  qwenGrounding,
  visualCot,
  llavaCot,
  mulberry,
  openThinkImg,
  inspect,
  nemoGym,
  notebook,
  spawnLog,
  stepStem,
  printed,
  gemini,
  openAi,
  msSwift,
  llamaFactory,
  trl,
  processRewards,
  verl,
  verlRollout,
  predictions,
  session,
  spans,
  relookRun,
  relook,
] as const satisfies readonly Format[]

/** Each of them takes rows as programs pack them, too. */
export const formats: readonly Format[] = all.map(unfolding)

export type { Format, ForeignTrace, ImageSource } from './format'
