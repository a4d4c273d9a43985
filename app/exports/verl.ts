/**
 * verl: parquet rows that RL starts from, image inside; the names of tool and agent loop where the language calls a tool.
 * Source: volcengine/verl, verl/utils/dataset/rl_dataset.py (`RLHFDataset`: `<image>` in `prompt`, `images`, `extra_info`),
 * examples/data_preprocess/geo3k_multiturn_w_tool.py (`reward_model`, `tools_kwargs`),
 * verl/tools/image_zoom_in_tool.py (`create_kwargs`: the image).
 */
import { bad, good } from '../result'
import { marked } from './messages'
import { refusing } from './refusing'
import { question } from './retell'
import type { Row, Writer } from './writer'

/** verl’s RLHF data set as parquet, with the reward model’s ground truth. */
export const verl: Writer = {
  id: 'verl',
  title: 'verl',
  about: 'Question, image and accepted answer as parquet, for PPO and GRPO in verl.',
  source: 'volcengine/verl: verl/utils/dataset/rl_dataset.py, examples/data_preprocess',
  container: 'parquet',
  columns: {
    data_source: 'string',
    agent_name: 'string',
    prompt: { list: { fields: { role: 'string', content: 'string' } } },
    images: { list: 'image' },
    ability: 'string',
    reward_model: { fields: { style: 'string', ground_truth: 'string' } },
    extra_info: {
      fields: {
        split: 'string',
        index: 'int',
        id: 'string',
        question: 'string',
        answer: 'string',
        need_tools_kwargs: 'boolean',
      },
    },
  },
  write: (trace, telling) =>
    refusing(() => {
      const [answer] = trace.gold
      if (answer === undefined) return bad({ message: 'It has no accepted answer.' })
      const asked = question(trace, telling)
      if (!asked.ok) return asked
      const { messages, images } = marked(asked.value, 'file')
      const tools = telling.dialect.handBack !== 'inside' && telling.dialect.shows !== 'none'
      const row: Row = {
        data_source: trace.source,
        agent_name: tools ? 'tool_agent' : 'single_turn_agent',
        prompt: messages,
        images,
        ability: 'visual reasoning',
        reward_model: { style: 'rule', ground_truth: answer },
        extra_info: {
          split: trace.split,
          index: 0,
          id: trace.id,
          question: trace.branch.question,
          answer,
          need_tools_kwargs: false,
        },
      }
      return good([row])
    }),
  numbered: (row, index) => ({ ...row, extra_info: { ...(row['extra_info'] as Row), index } }),
  usage: ({ files }) =>
    '```bash\n' +
    `python3 -m verl.trainer.main_ppo data.train_files=${listOf(files.train)} data.val_files=${listOf(files.dev.length > 0 ? files.dev : files.train)} \\\n` +
    '  data.image_key=images data.return_raw_chat=True …\n' +
    '```\n\nA reward function for `data_source` is yours to name (`custom_reward_function`).\n',
}

/** One file by its name, several as a list of Hydra, quoted so that a shell leaves it alone. */
function listOf(files: readonly string[]): string {
  return files.length === 1 ? (files[0] ?? '') : `"[${files.join(',')}]"`
}
