/**
 * VLIR, the training data of VLM-R³: the SFT record (segments of the reply with the crop after each) and the RL record.
 * Source: justgogorunrun/VLM-R3, qwen_vl_finetune/qwenvl/data/data_qwen.py (`preprocess_qwen_2_visual`: segment i is
 * followed by crop i, the last holds the answer; a JSON array), src/r1-v/src/open_r1/rgrpo.py (the RL record).
 */
import { sftBudgets as budgets } from '../formats/vlir'
import { bad, good } from '../result'
import { checkWords, halves, imageValuesOf } from './messages'
import { answerable, retell, writing } from './retell'
import type { DialogueMessage, DialoguePiece } from './teller'
import type { RecordValue, Writer } from './writer'

const source =
  'justgogorunrun/VLM-R3: qwen_vl_finetune/qwenvl/data/data_qwen.py, src/r1-v/src/open_r1/rgrpo.py'

/** VLIR’s supervised records, as VLM-R³ was trained on them. */
export const vlirSft: Writer = {
  id: 'vlir-sft',
  title: 'VLIR SFT (VLM-R³)',
  about: 'Interleaved rationales with their crops, for the supervised stage of VLM-R³.',
  source,
  container: 'json',
  dialect: 'vlm-r3',
  budgets,
  write: writing(retell, (told, trace) => {
    checkWords(told.messages)
    const [reply, ...others] = halves(told).reply
    if (reply === undefined || others.length > 0)
      return bad({ message: 'Somebody else speaks in between, which the record cannot hold.' })
    const { segments, crops } = cut(reply.pieces)
    return good({
      image_path: imageValueOf(told.messages),
      question: trace.branch.question,
      response_list: segments,
      img_crop_list: crops,
    })
  }),
  usage: ({ files }) =>
    `The SFT script takes one file of paths relative to where it is started; start it in this folder:\n\n` +
    '```bash\n' +
    `cd THIS_FOLDER && torchrun … qwenvl/train/train_qwen.py --dataset_use ${files.train[0] ?? 'train.json'} \\\n` +
    `  --min_pixels ${budgets.image.minPixels} --max_pixels ${budgets.image.maxPixels}\n` +
    '```\n',
}

/** The image the question is about. */
function imageValueOf(messages: readonly DialogueMessage[]): RecordValue {
  return imageValuesOf(messages, 'path')[0] ?? null
}

/** Text up to each crop. A crop right after another one has an empty text before it. */
function cut(pieces: readonly DialoguePiece[]): { segments: string[]; crops: RecordValue[] } {
  const segments: string[] = []
  const crops: RecordValue[] = []
  let text = ''
  for (const piece of pieces) {
    if (piece.type === 'text') text += piece.text
    else {
      segments.push(text)
      crops.push({ view: piece.view, as: 'path' })
      text = ''
    }
  }
  return { segments: [...segments, text], crops }
}

/** VLIR’s reinforcement records: question, image, accepted answers. */
export const vlirRl: Writer = {
  id: 'vlir-rl',
  title: 'VLIR RL (VLM-R³, R-GRPO)',
  about: 'Question, image and accepted answers, for the reinforcement stage of VLM-R³.',
  source,
  container: 'json',
  dialect: 'vlm-r3',
  budgets,
  write: writing(answerable, ({ messages }, trace) => {
    checkWords(messages)
    return good({
      image_path: imageValueOf(messages),
      question: trace.branch.question,
      // Several accepted answers are written with a slash between them; the scorer splits there.
      answer: trace.gold.join('/'),
      // Routes the scorer: “MMK12” and “textvqa” have rules of their own, everything else goes to the judge.
      source: trace.source,
    })
  }),
  usage: ({ files }) =>
    `Give \`${files.train[0] ?? 'train.json'}\` to \`run_rgrpo_vllm.sh\` as its data file. \`source\` decides how an answer is scored: ` +
    '`MMK12` and `textvqa` by rule, everything else by the judge.\n',
}
