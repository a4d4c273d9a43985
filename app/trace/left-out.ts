/** Parts of a model that exports of it can lack. Plain data and its words. */

/** `deepstack`: what earlier layers of the vision encoder tell the decoder (Qwen3-VL). */
export type LeftOut = 'deepstack'

/** Said of the model and of every run with it, in the window and in the terminal. */
export const leftOutWords: Readonly<Record<LeftOut, string>> = {
  deepstack: 'Without DeepStack: boxes and small print may be worse than the model’s own.',
}
