/**
 * A GRPO job for ms-swift: jsonl with the image by path, a plugin with the rewards and the loop that hands crops back.
 * Source: modelscope/ms-swift 4.6: docs/source_en/Customization/Custom-dataset.md, swift/rewards/orm.py,
 * swift/rollout/multi_turn.py, swift/arguments (names of options); values of justgogorunrun/VLM-R3, run_rgrpo_vllm.sh.
 */
import { terms } from '../../rewards/reward'
import { markedMessages } from '../messages'
import type { ExportFacts, Writer } from '../writer'
import { common, jobWriter, pixelLines, rewardWords, sharedPython, turns } from './job'
import plugin from './swift.py?raw'

/** A folder that ms-swift trains from: data, rewards, the loop with crops, a script. */
export const grpoMsSwift: Writer = {
  id: 'grpo-ms-swift',
  title: 'GRPO job for ms-swift',
  about: 'Questions, rewards in Python, the loop that hands crops back and a launch script, for ms-swift.',
  source: 'modelscope/ms-swift 4.6: swift/rewards/orm.py, swift/rollout/multi_turn.py',
  container: 'jsonl',
  ...jobWriter(({ prompt, solution, asked }, trace) => ({
    ...common(trace),
    ...markedMessages(prompt, 'path'),
    solution,
    asked,
  })),
  beside: (facts) => ({ ...sharedPython(facts), 'plugin.py': plugin, 'run.sh': launch(facts) }),
  usage: (facts) =>
    `\`\`\`bash\nMODEL=lh-hyr/VLM-R3-7b-rl-v1 bash run.sh\n\`\`\`\n\n` +
    `Needs ms-swift 4.6, vLLM and six cards as it stands. \`plugin.py\` registers the terms as reward functions and \`relook_looks\`, ` +
    `which answers a request with its crop as a turn of the user (upstream continues the same turn; ms-swift cannot put an image there). ` +
    `\`completions.jsonl\` of the run can be opened in Relook.\n\n${rewardWords(facts)}`,
}

function launch(facts: ExportFacts): string {
  const validation = facts.files.dev.length > 0 ? ` \\\n  --val_dataset ${facts.files.dev.join(' ')}` : ''
  return `#!/usr/bin/env bash
# R-GRPO with ms-swift: five cards train, the sixth samples. Values of VLM-R³'s released script where it has them.
set -euo pipefail
cd "$(dirname "$0")"
MODEL="\${MODEL:?a Qwen2.5-VL checkpoint that speaks VLM-R3, by folder or name}"
export ROOT_IMAGE_DIR="$PWD"
${pixelLines(facts)}
CUDA_VISIBLE_DEVICES=5 swift rollout --model "$MODEL" --external_plugins plugin.py \\
  --multi_turn_scheduler relook_looks --max_turns ${turns} --vllm_use_async_engine true \\
  --vllm_limit_mm_per_prompt '{"image": 16}' --vllm_max_model_len 21504 --port 8000 &
trap 'kill %1' EXIT
until curl -sf http://127.0.0.1:8000/health >/dev/null; do sleep 5; done

CUDA_VISIBLE_DEVICES=0,1,2,3,4 NPROC_PER_NODE=5 swift rlhf --rlhf_type grpo --model "$MODEL" \\
  --dataset ${facts.files.train.join(' ')}${validation} \\
  --external_plugins plugin.py --reward_funcs ${terms.map((t) => `relook_${t}`).join(' ')} \\
  --multi_turn_scheduler relook_looks --max_turns ${turns} --loss_scale default \\
  --use_vllm true --vllm_mode server --vllm_server_host 127.0.0.1 --vllm_server_port 8000 \\
  --vllm_server_pass_dataset true --stop_words ']}' '] }' '</answer>' \\
  --num_generations 5 --per_device_train_batch_size 1 --gradient_accumulation_steps 8 \\
  --learning_rate 1e-6 --lr_scheduler_type constant --num_train_epochs 2 --temperature 1.0 \\
  --max_length 21504 --max_completion_length 2048 --beta 0.0 --epsilon 0.2 --epsilon_high 0.28 --loss_type grpo \\
  --tuner_type full --freeze_vit true --freeze_aligner true --torch_dtype bfloat16 --attn_impl flash_attn \\
  --gradient_checkpointing true --deepspeed zero2 --save_steps 50 --save_total_limit 3 --logging_steps 1 \\
  --log_completions true --output_dir output "$@"
`
}
