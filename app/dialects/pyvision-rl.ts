/**
 * PyVision-RL: a model trained to write code as PyVision asks for it; the interpreter's answer stands in a tool response.
 * Source: agents-x-project/PyVision-RL, verl_agents/verl/workers/agent/envs/agents_x/safe_persis_python_exe_tool_w_image_hint.py,
 * verl_agents/verl/utils/dataset/{rl_dataset.py,rl_system_prompt_template.json}.
 */
import { pyVisionLike } from './pyvision'

/** PyVision-RL: looks are code, results come back in turns. */
export const pyVisionRl = pyVisionLike({
  id: 'pyvision-rl',
  name: 'PyVision-RL',
  checkpoints: /py-?vision/i,
  handBack: (n) => ({
    role: 'user',
    before: `<tool_response>\n<interpreter>Text Result:\nNone\nImage Result:\n<image_clue_${String(n)}>`,
    after: `</image_clue_${String(n)}></interpreter>\n\n</tool_response>`,
  }),
})
