/** Parts of a model that exports of it can lack. Plain data and its words. */

/** `deepstack`: what earlier layers of the vision encoder tell the decoder (Qwen3-VL). */
export type LeftOut = 'deepstack'

/** Said of the model and of every run with it, in the window and in the terminal. */
export const leftOutWords: Readonly<Record<LeftOut, string>> = {
  deepstack: 'Without DeepStack: boxes and small print may be worse than the model’s own.',
}

/** Why an export is refused that lacks it. */
export const leftOutReasons: Readonly<Record<LeftOut, string>> = {
  deepstack:
    'this export leaves out DeepStack; its boxes and small print would be worse than the model’s own (onnxruntime-genai #2513)',
}
