/**
 * OpenThinkIMG: `"thoughts🤔" … "actions🚀" [{"API_name", "API_params"}] "value👉" …` per turn, tool words in between.
 * The training record (`messages`, `images`) and the evaluation row (`query`, `response_list`, `tool_list`).
 * Source: zhaochen0110/OpenThinkIMG, tool_server/utils/ref/data_example.json,
 * tool_server/backup/tf_eval/output/qwenvl_charxiv_10turns.jsonl.
 */
import { unlessEmpty } from '../lists'
import { bad, good, type Issue, type Result } from '../result'
import { isDialogue } from './chat-pieces'
import { toldTrace } from './chat'
import type { Format, ForeignTrace, Turn } from './format'
import {
  fieldsOf,
  firstWord,
  given,
  imagesOf,
  isFields,
  listOf,
  restOf,
  textOf,
  answersOf,
  notAnObject,
  type Fields,
} from './values'

const mark = /"(thoughts🤔|actions🚀|value👉)"/u

/** OpenThinkIMG’s training records and evaluation rows. */
export const openThinkImg: Format = {
  id: 'openthinkimg',
  name: 'OpenThinkIMG',
  source:
    'zhaochen0110/OpenThinkIMG: tool_server/utils/ref/data_example.json, tool_server/backup/tf_eval/output',
  containers: ['json', 'jsonl'],
  likeness: (value) => {
    const row = fieldsOf(value)
    const replies = [
      ...listOf(row['response_list']),
      ...listOf(row['messages']).map((m) => fieldsOf(m)['content']),
    ]
    return replies.some((r) => typeof r === 'string' && mark.test(r)) ? 0.97 : 0
  },
  parse: (value) => {
    if (!isFields(value)) return notAnObject()
    return isDialogue(value['messages']) ? training(value) : evaluation(value)
  },
}

const dialect = 'openthinkimg'

function training(row: Fields): Result<readonly ForeignTrace[]> {
  const images = imagesOf(row['images'] ?? row['image'])
  const meta = restOf(row, ['messages', 'images', 'image', 'id'])
  return toldTrace(
    { messages: row['messages'], path: 'messages', images, dialect },
    { id: firstWord(row, ['id', 'idx']), meta },
  )
}

/** One reply per turn; what the tools said is not in the file. */
function evaluation(row: Fields): Result<readonly ForeignTrace[]> {
  const question = textOf(row['query'] ?? row['question'])
  if (question === undefined) return bad({ path: 'query', message: 'The row has no question.' })
  const issues: Issue[] = []
  const turns = listOf(row['response_list']).flatMap((reply, i): Turn[] => {
    if (typeof reply === 'string') return [{ type: 'model', text: reply }]
    issues.push({ path: `response_list[${i}]`, message: 'This reply is no text.' })
    return []
  })
  const trace = given<ForeignTrace>({
    id: firstWord(row, ['idx', 'id']),
    question: question.trim(),
    images: imagesOf(row['image'] ?? row['image_path'] ?? row['images']),
    dialect,
    turns,
    gold: unlessEmpty(answersOf(row['answer'])),
    // `value_list` and `tool_list` are parts of the replies again.
    meta: restOf(row, [
      'query',
      'question',
      'answer',
      'idx',
      'id',
      'image',
      'images',
      'image_path',
      'response_list',
      'value_list',
      'tool_list',
    ]),
  })
  return good([trace], issues)
}
