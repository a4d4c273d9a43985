/**
 * Runs as Thyme's own page shows them: sections of thinking, code, images that came back, results, the answer.
 * Source: thyme-vl/thyme-vl.github.io, static/data/cases.json and the script that draws it.
 */
import { bad, good } from '../result'
import type { Format, ForeignTrace, ImageSource, Turn } from './format'
import { fieldsOf, firstWord, given, imageOf, listOf, restOf, textOf, wordOf, type Fields } from './values'

/** The cases of Thyme’s page: sections of thinking, code, generated images and answer. */
export const thymePage: Format = {
  id: 'thyme-page',
  name: 'Thyme cases',
  source: 'thyme-vl/thyme-vl.github.io: static/data/cases.json',
  containers: ['json', 'jsonl'],
  likeness: (value) => (isCase(fieldsOf(value)) ? 0.95 : 0),
  parse: (value) => {
    const row = fieldsOf(value)
    return isCase(row) ? good([traceOf(row)]) : bad({ path: 'sections', message: 'The row has no sections.' })
  },
}

const kinds = new Set(['image', 'question', 'thinking', 'code', 'generated_images', 'answer'])

function isCase(row: Fields): boolean {
  const sections = listOf(row['sections']).map((s) => textOf(fieldsOf(s)['type']) ?? '')
  return sections.length > 0 && sections.every((type) => kinds.has(type)) && sections.includes('thinking')
}

function traceOf(row: Fields): ForeignTrace {
  const images: ImageSource[] = []
  const turns: Turn[] = []
  let question = ''
  const say = (text: string) => {
    const last = turns.at(-1)
    if (last?.type === 'model') turns[turns.length - 1] = { type: 'model', text: `${last.text}\n${text}` }
    else turns.push({ type: 'model', text })
  }
  for (const section of listOf(row['sections'])) {
    const { type, data } = fieldsOf(section)
    const fields = fieldsOf(data)
    const words = textOf(fields['text']) ?? ''
    if (type === 'image') images.push(...sourcesIn([fields]))
    else if (type === 'question') question = words
    else if (type === 'thinking') say(words)
    else if (type === 'code') say(`<code>\n\`\`\`python\n${textOf(fields['code']) ?? ''}\n\`\`\`\n</code>`)
    else if (type === 'answer') say(`<answer>${words}</answer>`)
    else {
      const indices = sourcesIn(listOf(fields['images'])).map((source) => images.push(source) - 1)
      const results = listOf(fields['results']).flatMap((r) => wordOf(fieldsOf(r)['value']) ?? [])
      turns.push({ type: 'given', role: 'tool', text: results.join('\n'), images: indices })
    }
  }
  return given<ForeignTrace>({
    id: firstWord(row, ['id']),
    question,
    images,
    dialect: 'thyme',
    turns,
    meta: restOf(row, ['id', 'sections']),
  })
}

function sourcesIn(values: readonly unknown[]): readonly ImageSource[] {
  return values.flatMap((value) => imageOf(fieldsOf(value)['src']) ?? [])
}
