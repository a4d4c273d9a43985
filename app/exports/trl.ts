/**
 * TRL: parquet with the images inside, which `load_dataset` gives back as PIL images. SFT (`messages`), GRPO (`prompt` and
 * the answer for a reward), preference pairs (the corrected trace over the original).
 * Source: huggingface/trl, docs/source/dataset_formats.md, trl/data_utils.py (`prepare_multimodal_messages`: placeholders
 * are filled from `images` in order), trl/trainer/dpo_trainer.py (`images` belong to the prompt, for both replies).
 */
import { bad, good } from '../result'
import { checkWords, halves, parted, imageValuesOf, plainRole, spoken } from './messages'
import { refusing } from './refusing'
import { answerable, retell, writing } from './retell'
import type { DialogueMessage } from './teller'
import type { ExportFacts, ExportRow, Shape, Writer } from './writer'

const source =
  'huggingface/trl: docs/source/dataset_formats.md, trl/data_utils.py, trl/trainer/dpo_trainer.py'
const dialogue: Shape = {
  list: { fields: { role: 'string', content: { list: { fields: { type: 'string', text: 'string' } } } } },
}
const images: Shape = { list: 'image' }

function loading(args: string) {
  return ({ files }: ExportFacts): string =>
    '```python\nfrom datasets import load_dataset\n' +
    `data = load_dataset("parquet", data_files=${JSON.stringify(files.train)}, split="train")\n${args}\n` +
    '```\n\nSet `max_length=None`: a sequence must not be cut within an image.\n'
}

/** TRL’s conversational SFT data set. */
export const trlSft: Writer = {
  id: 'trl-sft',
  title: 'TRL SFT',
  about: 'Dialogues with their crops inside the file, for its SFT trainer.',
  source,
  container: 'parquet',
  columns: { id: 'string', messages: dialogue, images },
  write: writing(retell, ({ messages }, trace) =>
    good({ id: trace.id, messages: parted(messages), images: imageValuesOf(messages, 'file') }),
  ),
  usage: (facts) => `${loading(sftTrainer)(facts)}${imagesLearnt}`,
}

/** Only what the model says is learnt; `messages` are trained on whole otherwise. */
const sftTrainer =
  'args = SFTConfig(max_length=None, assistant_only_loss=True, …)\n' +
  'trainer = SFTTrainer(model=…, args=args, train_dataset=data)\n' +
  'collate = trainer.data_collator\n' +
  'def without_pictures(rows):\n' +
  '    batch = collate(rows)\n' +
  '    batch["labels"][batch["input_ids"] == model.config.image_token_id] = -100\n' +
  '    return batch\n' +
  'trainer.data_collator = without_pictures'

/** Seen with TRL 1.16 (training/conformance/output.md): 112 of 176 labels of a reply were those of its crop. */
const imagesLearnt =
  '`without_pictures` matters where crops stand inside a reply (VLM-R³): TRL would have the model learn the tokens of ' +
  'the image itself.\n'

/** TRL’s prompt-only data set with a `solution` column. */
export const trlGrpo: Writer = {
  id: 'trl-grpo',
  title: 'TRL GRPO',
  about: 'Question and image with the accepted answer for a reward, for its GRPO trainer.',
  source,
  container: 'parquet',
  columns: { id: 'string', prompt: dialogue, images, solution: 'string' },
  write: writing(answerable, ({ messages, answer: solution }, trace) =>
    good({ id: trace.id, prompt: parted(messages), images: imageValuesOf(messages, 'file'), solution }),
  ),
  usage: loading(
    'GRPOTrainer(model=…, reward_funcs=[…], train_dataset=data)  # a reward gets `solution` by name',
  ),
}

/** TRL’s preference pairs: what a person corrected over what the model wrote. */
export const trlPreference: Writer = {
  id: 'trl-preference',
  title: 'TRL preference pairs (corrected over original)',
  about: 'The corrected trace as chosen, the original as rejected, for its DPO trainer.',
  source,
  container: 'parquet',
  columns: { id: 'string', prompt: dialogue, chosen: dialogue, rejected: dialogue, images },
  write: (trace, telling) =>
    refusing(() => {
      if (!trace.corrected) return bad({ message: 'Nobody has corrected it.' })
      const chosen = retell(trace, telling)
      if (!chosen.ok) return chosen
      const rejected = retell(trace, telling, trace.original)
      if (!rejected.ok)
        return bad(...rejected.issues.map((i) => ({ ...i, message: `As it was: ${i.message}` })))
      const { prompt } = halves(chosen.value)
      const pair: ExportRow = {
        chosen: imageless(halves(chosen.value).reply),
        rejected: imageless(halves(rejected.value).reply),
      }
      return good([{ id: trace.id, prompt: parted(prompt), ...pair, images: imageValuesOf(prompt, 'file') }])
    }),
  usage: loading('DPOTrainer(model=…, args=DPOConfig(max_length=None, …), train_dataset=data)'),
}

/**
 * A reply with a word where a crop stood. DPO takes images in the prompt only; a placeholder in a reply would make it
 * count one image too many. The regions, which are what was corrected, stay in the text.
 */
function imageless(messages: readonly DialogueMessage[]): readonly ExportRow[] {
  checkWords(messages)
  return messages.map((message) => ({
    role: plainRole(message),
    content: [
      {
        type: 'text',
        text: spoken(message)
          .map((p) => (p.type === 'text' ? p.text : '[crop]'))
          .join(''),
      },
    ],
  }))
}
