/**
 * ms-swift: `messages` and `images`, one record a line; a corrected trace brings the original as `rejected_messages`.
 * Source: modelscope/ms-swift, docs/source_en/Customization/Custom-dataset.md (standard format, RLHF, agent: a tool's words
 * may be written as a user's turn by hand).
 */
import { given } from '../given'
import { good } from '../result'
import { markedMessages } from './messages'
import { retell, writing } from './retell'
import type { Writer } from './writer'

const source = 'modelscope/ms-swift: docs/source_en/Customization/Custom-dataset.md'

/** ms-swift’s `messages` and `images`, with the gold answer as `solution`. */
export const msSwift: Writer = {
  id: 'ms-swift',
  title: 'ms-swift',
  about: 'Dialogues with their crops, for SFT with ms-swift; the answer reaches rewards as a column.',
  source,
  container: 'jsonl',
  write: writing(retell, (told, trace) => {
    const { messages, images } = markedMessages(told.messages, 'path')
    // `solution` is the column its accuracy reward reads.
    const solution = trace.gold[0]
    return good({ messages, images, id: trace.id, ...given({ solution }) })
  }),
  usage: ({ files }) =>
    'Paths are relative to this folder; ms-swift takes them from `ROOT_IMAGE_DIR`.\n\n' +
    '```bash\n' +
    `ROOT_IMAGE_DIR=$PWD swift sft --dataset ${files.train.join(' ')}${files.dev.length > 0 ? ` --val_dataset ${files.dev.join(' ')}` : ''} --max_length 16384 …\n` +
    '```\n',
}
