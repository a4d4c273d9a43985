/**
 * Open-o3-Video: `<obj>man</obj><box>[x1,y1,x2,y2]</box>at<t>3.0</t>s` in the reasoning, several boxes of an object behind one name;
 * pixels of the frame as the model saw it; `<answer>`. Object and second are kept; a region lies on the image only where the
 * trace has a single one.
 * Source of every rule: marinero4972/Open-o3-Video, eval/inference_example.py (system message), src/r1-v/src/open_r1/reward_func.py
 * (`parse_temporal_spatial_reasoning_process`).
 */
import { inAnswerTags, namingDialect } from './naming'

const system =
  'A conversation between user and assistant. The user provides a video and asks a question, and the Assistant solves it. The ' +
  'assistant MUST first think about the reasoning process in the mind and then provide the user with the answer. The reasoning ' +
  'process and answer are enclosed within <think> </think> and <answer> </answer> tags, respectively. All reasoning must be ' +
  'grounded in visual evidence from the video. When you mention any related object, person, or specific visual element in the ' +
  'reasoning process, you must strictly follow the following format: ' +
  '`<obj>object_name</obj><box>bounding_box</box>at<t>time_in_seconds</t>s`. The answer part only requires a text response; tags ' +
  'like <obj>, <box>, <t> are not needed.'

/** Open-o3-Video: an object, its box and the second it is seen at. */
export const openO3Video = namingDialect({
  id: 'open-o3-video',
  name: 'Open-o3-Video',
  space: 'input',
  checkpoints: /open-?o3-?video/i,
  system,
  ...inAnswerTags,
  writeBox: (numbers, label = 'region') => `<obj>${label}</obj><box>[${numbers.join(',')}]</box>`,
})
