/**
 * A GRPO job for TRL: parquet with the image inside, and a training script around its GRPOTrainer.
 * Source: huggingface/trl 1.16: trl/trainer/grpo_trainer.py (columns reach rewards by name), trl/trainer/grpo_config.py
 * (names of options); values of justgogorunrun/VLM-R3, run_rgrpo_vllm.sh.
 */
import { parted, imageValuesOf } from '../messages'
import type { ExportFacts, Shape, Writer } from '../writer'
import { common, jobWriter, pixelLines, rewardWords, sharedPython } from './job'
import train from './trl.py?raw'

const content: Shape = { list: { fields: { type: 'string', text: 'string' } } }

/** A folder that TRL trains from: data, rewards, a trainer, a script. */
export const grpoTrl: Writer = {
  id: 'grpo-trl',
  title: 'GRPO job for TRL',
  about: 'Questions, rewards in Python, a training script and a launch script, for TRL.',
  source: 'huggingface/trl 1.16: trl/trainer/grpo_trainer.py, trl/trainer/grpo_config.py',
  container: 'parquet',
  columns: {
    id: 'string',
    source: 'string',
    prompt: { list: { fields: { role: 'string', content } } },
    images: { list: 'image' },
    solution: 'string',
    asked: 'string',
  },
  ...jobWriter(({ prompt, solution, asked }, trace) => ({
    ...common(trace),
    prompt: parted(prompt),
    images: imageValuesOf(prompt, 'file'),
    solution,
    asked,
  })),
  beside: (facts) => ({ ...sharedPython(facts), 'train.py': train, 'run.sh': launch(facts) }),
  usage: (facts) =>
    `\`\`\`bash\nMODEL=Qwen/Qwen3-VL-8B-Instruct RELOOK_FRAME=1000 bash run.sh\n\`\`\`\n\n` +
    'Needs trl 1.16, transformers 5.2 or newer, accelerate, datasets. TRL hands a crop back only through a tool, so the model ' +
    'must have a chat template that calls tools (Qwen3-VL has, Qwen2.5-VL has not: its regions are then named and scored, not shown; ' +
    'for crops with Qwen2.5-VL use the job for ms-swift or verl). `RELOOK_FRAME=1000` is for models that count in thousandths.\n\n' +
    rewardWords(facts),
}

function launch(facts: ExportFacts): string {
  return `#!/usr/bin/env bash
# R-GRPO with TRL. Values of VLM-R³'s released script where it has them.
set -euo pipefail
cd "$(dirname "$0")"
MODEL="\${MODEL:?a vision-language checkpoint, by folder or name}"
${pixelLines(facts)}
accelerate launch train.py --model "$MODEL" --output_dir output \\
  --num_generations 5 --per_device_train_batch_size 5 --gradient_accumulation_steps 8 \\
  --learning_rate 1e-6 --lr_scheduler_type constant --num_train_epochs 2 --temperature 1.0 \\
  --max_completion_length 8192 --beta 0.0 --epsilon 0.2 --epsilon_high 0.28 --loss_type grpo --scale_rewards group \\
  --bf16 true --gradient_checkpointing true --save_steps 50 --save_total_limit 3 --logging_steps 1 \\
  --log_completions true --report_to none "$@"
`
}
