/**
 * verl: parquet rows that RL starts from, image inside; the names of tool and agent loop where the language calls a tool.
 * Source: volcengine/verl, verl/utils/dataset/rl_dataset.py (`RLHFDataset`: `<image>` in `prompt`, `images`, `extra_info`),
 * examples/data_preprocess/geo3k_multiturn_w_tool.py (`reward_model`, `tools_kwargs`),
 * verl/tools/image_zoom_in_tool.py (`create_kwargs`: the image).
 */
import { good } from '../result'
import { markedMessages } from './messages'
import { answerable, writing, type AnswerableQuestion } from './retell'
import type { ExportTrace, ExportRow, Shape, Writer } from './writer'

/** The shape of rows that verl reads; `extra`: what each has in `extra_info` besides. */
export function verlShape(
  extra: Readonly<Record<string, Shape>>,
): Pick<Writer, 'container' | 'columns' | 'numbered'> {
  return {
    container: 'parquet',
    columns: {
      data_source: 'string',
      agent_name: 'string',
      prompt: { list: { fields: { role: 'string', content: 'string' } } },
      images: { list: 'image' },
      ability: 'string',
      reward_model: { fields: { style: 'string', ground_truth: 'string' } },
      extra_info: { fields: { split: 'string', index: 'int', id: 'string', ...extra } },
    },
    numbered: (row, index) => ({ ...row, extra_info: { ...(row['extra_info'] as ExportRow), index } }),
  }
}

/** Such a row: what is asked by which loop, and the answer it is scored by. */
export function verlRow(
  trace: ExportTrace,
  { messages, answer }: AnswerableQuestion,
  { agent, extra }: { readonly agent: string; readonly extra: ExportRow },
): ExportRow {
  const { messages: prompt, images } = markedMessages(messages, 'file')
  return {
    data_source: trace.source,
    agent_name: agent,
    prompt,
    images,
    ability: 'visual reasoning',
    reward_model: { style: 'rule', ground_truth: answer },
    extra_info: { split: trace.split, index: 0, id: trace.id, ...extra },
  }
}

/** verl’s RLHF data set as parquet, with the reward model’s ground truth. */
export const verl: Writer = {
  id: 'verl',
  title: 'verl',
  about: 'Question, image and accepted answer as parquet, for PPO and GRPO in verl.',
  source: 'volcengine/verl: verl/utils/dataset/rl_dataset.py, examples/data_preprocess',
  ...verlShape({ question: 'string', answer: 'string', need_tools_kwargs: 'boolean' }),
  write: writing(answerable, (asked, trace, { dialect }) => {
    const tools = dialect.handBack !== 'inside' && dialect.shows !== 'none'
    const extra = { question: trace.branch.question, answer: asked.answer, need_tools_kwargs: false }
    return good(verlRow(trace, asked, { agent: tools ? 'tool_agent' : 'single_turn_agent', extra }))
  }),
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
