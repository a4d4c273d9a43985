/**
 * Families whose transcripts are rows in their own language: what tells each apart, and where its rows come from. One entry
 * each; those with shapes of their own have files of their own (DeepEyes, Qwen tools).
 */
import { dialectOfCalls } from './call-dialect'
import { dialectOfCode } from './code-dialect'
import { dialectIn } from './chat-dialect'
import { isGrounding } from './grounding-dialect'
import { languageRows } from './language-rows'

/** LLaMA-Factory's cold-start rows (`conversations`, `images`) and `traj.jsonl` turns (`text_output`). */
export const miniO3Rows = languageRows({
  id: 'mini-o3',
  name: 'Mini-o3',
  source:
    'Mini-o3/Mini-o3: scripts/preprocess_coldstart.py, verl/workers/rollout/vllm_rollout/vllm_rollout_spmd.py',
  dialect: 'mini-o3',
  mark: /<grounding>\s*\{|<grounding>\{\\?"bbox_2d/,
  sure: 0.95,
})

/** Instruction-tuning rows (`message_list`), rollout logs (`solutions`, `questions`, `gts`). */
export const pixelReasonerRows = languageRows({
  id: 'pixel-reasoner',
  name: 'Pixel-Reasoner',
  source:
    'TIGER-AI-Lab/Pixel-Reasoner: instruction_tuning/sft_tool.py, openrlhf/trainer/ppo_utils/experience_maker.py (sample.jsonl)',
  dialect: 'pixel-reasoner',
  mark: /crop_image_normalized|"target_image"|"name":\s*"select_frames"/,
  sure: 0.95,
})

/** A text with code beside a question: Thyme, V-Thinker, DeepEyesV2, PyVision, Visual-ARFT, and what else writes Python on images. */
export const codeRows = languageRows({
  id: 'code',
  name: 'Text with code',
  source:
    'yfzhang114/Thyme: eval/VLMEvalKit/vlmeval/vlm/thyme/model.py; We-Math/V-Thinker: eval/vtbench_Perception/parallel_inference_vthink.py (`model_response`)',
  dialect: 'thyme',
  mark: /<code>\s*(?:```|'''|(?:import|from|python)\b)|<sandbox_output>|<interpreter>/,
  textOnly: true,
  byWords: (spoken) => dialectOfCode({ text: spoken, given: spoken }),
  sure: 0.92,
})

/** A text with calls of any tool beside a question; dialogues with calls are their trainers'. */
export const toolCallRows = languageRows({
  id: 'tool-calls',
  name: 'Text with tool calls',
  source:
    'Qwen3.5 chat_template.jinja, m-Just/InSight-o3: insight_o3/prompts.py, and every family named in docs/dialects.md',
  dialect: 'tool-calls',
  mark: /<tool_call>|<function=\w|<invoke name="|\[TOOL_CALLS?\]|✿FUNCTION✿/u,
  textOnly: true,
  byWords: dialectOfCalls,
  sure: 0.7,
})

/** A question, an image and a reply in marks of a grounding model, whichever it is. */
export const groundingRows = languageRows({
  id: 'grounding',
  name: 'Grounding replies',
  source: 'people’s own scripts around Gemini, GLM-V, DeepSeek-VL2, Molmo, PaliGemma, Florence-2 and others',
  dialect: 'qwen-grounding',
  byWords: (spoken) => dialectIn({ spoken, system: '' }, 'qwen-grounding'),
  mark: { test: isGrounding },
  textOnly: true,
  sure: 0.76,
})

/** With the tool or in one turn. Rollouts (`thoughts`, `final_answer`, `true_answer`, `judge_score`) and training rows (`messages`, `images`). */
export const viGoRlRows = languageRows({
  id: 'vigorl',
  name: 'ViGoRL',
  source:
    'Gabesarch/grounded-rl: src/vlmsearch/tree_search/single_path_rollouts.py, scripts/mcts/build_reasoning_chains_from_mcts_multiturn.py',
  dialect: 'vigorl',
  mark: /search_coordinate/,
  sure: 0.95,
  fields: ['thoughts', 'final_answer', 'true_answer'],
  // Without the tool the points stand in the reasoning itself.
  otherwise: 'vigorl-points',
})

/** A question, an image and the whole response. */
export const gritRows = languageRows({
  id: 'grit',
  name: 'GRIT',
  source: 'eric-ai-lab/GRIT: grpo-gr/GRPO_GR.py, gradio_qwen.py',
  dialect: 'grit',
  mark: /<rethink>/,
  sure: 0.95,
})

/** A question, an image and the whole response; TreeBench columns beside. */
export const treeVgrRows = languageRows({
  id: 'treevgr',
  name: 'TreeVGR',
  source: 'Haochen-Wang409/TreeVGR: inference_treebench.py',
  dialect: 'treevgr',
  mark: /<box>\s*\[\s*\d+\s*,\s*\d+\s*,\s*\d+\s*,\s*\d+\s*\]\s*<\/box>/,
  // Open-o3-Video and InternVL name the object before its box.
  unless: /<\/obj>|<\/ref>/,
})
