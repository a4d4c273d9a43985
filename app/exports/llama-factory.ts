/**
 * LLaMA-Factory: ShareGPT formatting over `messages`, `<image>` where an image stands, and the `dataset_info.json` entry
 * that says so.
 * Source: hiyouga/LLaMA-Factory, data/README.md (columns, tags), src/llamafactory/data/converter.py
 * (`SharegptDatasetConverter`: user and assistant take turns, an even number of messages), src/llamafactory/data/mm_plugin.py
 * (as many `<image>` as images).
 */
import { bad, good } from '../result'
import { markedMessages } from './messages'
import { retell, writing } from './retell'
import { splits, type Writer } from './writer'

/** ShareGPT dialogues and the file that registers them with LLaMA-Factory. */
export const llamaFactory: Writer = {
  id: 'llama-factory',
  title: 'LLaMA-Factory',
  about: 'Dialogues with their crops, and the dataset_info.json that describes them.',
  source: 'hiyouga/LLaMA-Factory: data/README.md, src/llamafactory/data/converter.py',
  container: 'json',
  write: writing(retell, (told) => {
    const { messages, images } = markedMessages(told.messages, 'path')
    const turns = messages.filter((m) => m['role'] !== 'system')
    const inTurn = turns.every((m, i) => m['role'] === (i % 2 === 0 ? 'user' : 'assistant'))
    if (!inTurn || turns.length % 2 !== 0)
      return bad({ message: 'Its turns do not alternate, which LLaMA-Factory leaves out.' })
    return good({ messages, images })
  }),
  beside: ({ name, files }) => {
    const entries = splits.flatMap((split) =>
      files[split].map((file) => [split === 'train' ? name : `${name}_${split}`, entry(file)] as const),
    )
    return { 'dataset_info.json': `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n` }
  },
  usage: ({ name }) =>
    'Point `dataset_dir` and `media_dir` at this folder:\n\n' +
    '```yaml\n' +
    `dataset_dir: THIS_FOLDER\nmedia_dir: THIS_FOLDER\ndataset: ${name}\n` +
    '```\n\n' +
    // Seen with LLaMA-Factory 0.9.5 (training/conformance/output.md): 112 of 176 labels of such a reply.
    'LLaMA-Factory learns every token of a reply, those of a crop inside it (VLM-R³) too. Choose a dialect whose crops ' +
    'are turns of their own, or leave images out of the labels yourself.\n',
}

function entry(file: string) {
  return {
    file_name: file,
    formatting: 'sharegpt',
    columns: { messages: 'messages', images: 'images' },
    tags: {
      role_tag: 'role',
      content_tag: 'content',
      user_tag: 'user',
      assistant_tag: 'assistant',
      system_tag: 'system',
    },
  }
}
