/** Every shape in which Relook writes training data. One file each, one line here. */
import { grpoMsSwift } from './grpo/ms-swift'
import { grpoTrl } from './grpo/trl-job'
import { grpoVerl } from './grpo/verl-job'
import { llamaFactory } from './llama-factory'
import { msSwift } from './ms-swift'
import { openAi } from './openai'
import { prm800k, trlStepwise } from './process'
import { relook } from './relook'
import { trlGrpo, trlPreference, trlSft } from './trl'
import { verl } from './verl'
import { visualCot } from './visual-cot'
import { vlirRl, vlirSft } from './vlir'
import type { Writer } from './writer'

/** The training formats, in the order in which a person chooses among them. */
export const writers = [
  vlirSft,
  vlirRl,
  msSwift,
  llamaFactory,
  trlSft,
  trlGrpo,
  trlPreference,
  trlStepwise,
  prm800k,
  verl,
  grpoMsSwift,
  grpoTrl,
  grpoVerl,
  visualCot,
  openAi,
  relook,
] as const satisfies readonly Writer[]

/** The writer with this id, if there is one. */
export function writerOf(id: string): Writer | undefined {
  return writers.find((w) => w.id === id)
}

export type { ExportTrace, Shape, Split, TellingOptions, Writer } from './writer'
