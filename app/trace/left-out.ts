/** Parts of a model that exports of it can lack. Plain data and its words. */

import { msg, type Message } from '../message'

/** `deepstack`: what earlier layers of the vision encoder tell the decoder (Qwen3-VL). */
export type LeftOut = 'deepstack'

/** Said of the model and of every run with it, in the window and in the terminal. */
export const leftOutWords: Readonly<Record<LeftOut, Message>> = {
  deepstack: msg('Without DeepStack: boxes and small print may be worse than the model’s own.'),
}

/** Why an export is refused that lacks it. */
export const leftOutReasons: Readonly<Record<LeftOut, string>> = {
  deepstack:
    'this export leaves out DeepStack; its boxes and small print would be worse than the model’s own (onnxruntime-genai #2513)',
}

/**
 * What to know of a repository by its name before it is downloaded; undefined: nothing. Whether an export is whole shows once its
 * graphs are here. Source: onnxruntime-genai, issue 1989; transformers.js 4.2 gives the decoder no such features.
 */
export function hintOf(repository: string): string | undefined {
  if (!/qwen[-_.]?3[-_.]?vl/i.test(repository)) return undefined
  return (
    'Exports of Qwen3-VL on hubs mostly leave out DeepStack; one that does is refused once it is here, unless it is opened anyway. ' +
    'To have it whole, export the checkpoint (docs/models.md).'
  )
}
