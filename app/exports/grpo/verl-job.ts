/**
 * A GRPO job for verl: its parquet rows, `compute_score`, an agent loop that hands crops back, and the command.
 * Source: verl-project/verl 0.9.1: verl/utils/dataset/rl_dataset.py (rows), verl/trainer/config (names of options),
 * verl/experimental/agent_loop; values of justgogorunrun/VLM-R3, run_rgrpo_vllm.sh.
 */
import { verlRow, verlShape } from '../verl'
import type { ExportFacts, Writer } from '../writer'
import { jobWriter, pixelLines, rewardWords, sharedPython } from './job'
import loop from './verl.py?raw'

/** A folder that verl trains from: data, rewards, the agent loop with crops, a script. */
export const grpoVerl: Writer = {
  id: 'grpo-verl',
  title: 'GRPO job for verl',
  about: 'Questions, rewards in Python, the loop that hands crops back and a launch script, for verl.',
  source: 'verl-project/verl 0.9.1: verl/utils/dataset/rl_dataset.py, verl/experimental/agent_loop',
  ...verlShape({ asked: 'string' }),
  ...jobWriter(({ prompt, solution, asked }, trace) =>
    verlRow(trace, { messages: prompt, answer: solution }, { agent: 'relook_looks', extra: { asked } }),
  ),
  beside: (facts) => ({
    ...sharedPython(facts),
    'relook_verl.py': loop,
    'agent.yaml': '- name: relook_looks\n  _target_: relook_verl.Looks\n',
    'run.sh': launch(facts),
  }),
  usage: (facts) =>
    `\`\`\`bash\nMODEL=lh-hyr/VLM-R3-7b-rl-v1 bash run.sh\n\`\`\`\n\n` +
    'Needs verl 0.9.1 with vLLM and qwen-vl-utils. `relook_verl.py` holds `compute_score` and the agent loop `relook_looks`, which ' +
    'answers a request with its crop as a turn of the user; images and those turns are masked out of the loss.\n\n' +
    rewardWords(facts),
}

function launch(facts: ExportFacts): string {
  const { train, dev } = facts.files
  const list = (files: readonly string[]) => `[${files.map((file) => `$PWD/${file}`).join(',')}]`
  return `#!/usr/bin/env bash
# R-GRPO with verl. Values of VLM-R³'s released script where it has them.
set -euo pipefail
cd "$(dirname "$0")"
MODEL="\${MODEL:?a Qwen2.5-VL checkpoint that speaks VLM-R3, by folder or name}"
${pixelLines(facts)}export PYTHONPATH="$PWD:\${PYTHONPATH:-}"
python3 -m verl.trainer.main_ppo algorithm.adv_estimator=grpo algorithm.use_kl_in_reward=False \\
  data.train_files="${list(train)}" data.val_files="${list(dev.length > 0 ? dev : train)}" \\
  data.image_key=images data.return_raw_chat=True data.train_batch_size=40 \\
  data.max_prompt_length=5120 data.max_response_length=16384 data.filter_overlong_prompts=True \\
  actor_rollout_ref.model.path="$MODEL" actor_rollout_ref.model.enable_gradient_checkpointing=True \\
  actor_rollout_ref.actor.freeze_vision_tower=True actor_rollout_ref.actor.optim.lr=1e-6 \\
  actor_rollout_ref.actor.ppo_mini_batch_size=40 actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=1 \\
  actor_rollout_ref.actor.clip_ratio_low=0.2 actor_rollout_ref.actor.clip_ratio_high=0.28 \\
  actor_rollout_ref.actor.use_kl_loss=False actor_rollout_ref.actor.loss_agg_mode=seq-mean-token-mean \\
  actor_rollout_ref.rollout.name=vllm actor_rollout_ref.rollout.n=5 actor_rollout_ref.rollout.temperature=1.0 \\
  +actor_rollout_ref.rollout.limit_images=16 actor_rollout_ref.rollout.gpu_memory_utilization=0.5 \\
  actor_rollout_ref.rollout.tensor_model_parallel_size=1 actor_rollout_ref.rollout.log_prob_micro_batch_size_per_gpu=1 \\
  actor_rollout_ref.rollout.multi_turn.enable=True actor_rollout_ref.rollout.agent.agent_loop_config_path="$PWD/agent.yaml" \\
  reward.custom_reward_function.path="$PWD/relook_verl.py" reward.custom_reward_function.name=compute_score \\
  trainer.n_gpus_per_node=\${CARDS:-8} trainer.nnodes=1 trainer.total_epochs=2 trainer.save_freq=50 trainer.test_freq=-1 \\
  trainer.rollout_data_dir="$PWD/rollouts" trainer.logger='["console"]' trainer.project_name=relook "$@"
`
}
