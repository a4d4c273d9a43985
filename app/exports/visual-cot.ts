/**
 * Visual-CoT: one box and the answer. The box is 0..1 of the image padded to a square, and `path###[x1, y1, x2, y2]` in
 * pixels names the crop.
 * Source: deepcs233/Visual-CoT, tools/convert_data_to_llava_format.py (`get_bbox_str`, `get_bbox_str2`, the prompt).
 */
import type { Box, Size } from '../geometry/box'
import { bad, good } from '../result'
import { checkWords, imageValuesOf } from './messages'
import { refusing } from './refusing'
import { question } from './retell'
import { isSlot, type Writer } from './writer'

const ask =
  ' Please provide the bounding box coordinate of the region that can help you answer the question better.'

/** Visual-CoT’s records: a question, one region, an answer. */
export const visualCot: Writer = {
  id: 'visual-cot',
  title: 'Visual-CoT',
  about: 'Question, the region that answers it, and the answer, for training Visual-CoT models.',
  source: 'deepcs233/Visual-CoT: tools/convert_data_to_llava_format.py',
  container: 'json',
  dialect: 'visual-cot',
  write: (trace, telling) =>
    refusing(() => {
      const answer = trace.steps.findLast((s) => s.type === 'answer')
      if (answer === undefined) return bad({ message: 'It has no answer.' })
      const look = trace.steps.findLast((s) => s.type === 'look' && !s.flags.includes('invalid'))
      // A reviewer's gold box says better than any look where the answer stands.
      const region =
        trace.reviews.find((r) => r.goldBoxes.length > 0)?.goldBoxes[0] ??
        (look?.type === 'look' ? look.region : undefined)
      if (region === undefined) return bad({ message: 'It has no look.' })
      const { image } = trace.project
      const asked = question(trace, telling)
      if (!asked.ok) return asked
      checkWords([...asked.value, { role: 'assistant', pieces: [{ type: 'text', text: answer.text }] }])
      const [picture] = imageValuesOf(asked.value, 'path')
      if (picture === undefined || !isSlot(picture)) return bad({ message: 'Its image was not found.' })
      return good([
        {
          dataset: trace.source,
          split: trace.split === 'dev' ? 'val' : trace.split,
          question_id: trace.id,
          image: [picture, { ...picture, suffix: `###${pixels(region)}` }],
          conversations: [
            { from: 'human', value: `<image>\n${trace.branch.question}${ask}` },
            { from: 'gpt', value: padded(region, image) },
            { from: 'human', value: '<image>' },
            { from: 'gpt', value: answer.text },
          ],
        },
      ])
    }),
  usage: ({ files }) =>
    `Give \`${files.train[0] ?? 'train.json'}\` as \`--data_path\` and this folder as \`--image_folder\` to \`llava/train/train_mem.py\` with \`--image_aspect_ratio pad\`.\n`,
}

/** `%d`: towards zero. */
function pixels({ left, top, right, bottom }: Box<'image'>): string {
  return `[${[left, top, right, bottom].map(Math.trunc).join(', ')}]`
}

/** Padding is whole pixels, rounded down (`//`), on both sides of the shorter edge; three digits. */
function padded({ left, top, right, bottom }: Box<'image'>, { width, height }: Size): string {
  const side = Math.max(width, height)
  const x = width > height ? 0 : Math.floor((height - width) / 2)
  const y = width > height ? Math.floor((width - height) / 2) : 0
  const numbers = [left + x, top + y, right + x, bottom + y].map((n) => (n / side).toFixed(3))
  return `[${numbers.join(', ')}]`
}
