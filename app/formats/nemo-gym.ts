/**
 * Rollouts of NeMo Gym: a request to the Responses API (`responses_create_params`), what the model answered (`response.output`), the
 * reward, and what was demonstrated (`expected_action`, whose box is shown as the expected region) or expected (`expected_answer`).
 * Source: NVIDIA-NeMo/Gym, resources_servers/image_tools/{README.md, data/example_rollouts.jsonl}, nemo_gym/openai_utils.py.
 */
import { unlessEmpty } from '../lists'
import { bad, eachOf, type Result } from '../result'
import { tracesOf, withCallFacts } from './chat-record'
import type { Format, ForeignTrace, GoldBox } from './format'
import { inputMessages, itemMessages } from './responses'
import {
  fieldsOf,
  firstWord,
  given,
  isFields,
  listOf,
  numbersOf,
  textOf,
  answersOf,
  notAnObject,
  verdictIn,
  type Fields,
} from './values'

/** Rollouts of NeMo Gym’s image tools. */
export const nemoGym: Format = {
  id: 'nemo-gym',
  name: 'NeMo Gym rollouts',
  source: 'NVIDIA-NeMo/Gym: resources_servers/image_tools/data/example_rollouts.jsonl',
  containers: ['jsonl', 'json', 'parquet'],
  likeness: (value) => (isFields(fieldsOf(value)['responses_create_params']) ? 0.95 : 0),
  parse: (value) => {
    if (!isFields(value)) return notAnObject()
    const params = fieldsOf(value['responses_create_params'])
    const asked = inputMessages(params['input'], params['instructions'])
    if (asked === undefined)
      return bad({ path: 'responses_create_params.input', message: 'The row has no input.' })
    return withFacts(value, [...asked, ...itemMessages(fieldsOf(value['response'])['output'])])
  },
}

function withFacts(row: Fields, messages: readonly unknown[]): Result<readonly ForeignTrace[]> {
  const logged = withCallFacts(row, ['input', 'instructions', 'output'])
  const told = tracesOf(logged, [{ messages, path: 'responses_create_params.input' }], ['expected_answer'])
  const facts = given<Partial<ForeignTrace>>({
    id: firstWord(row, ['uuid']) ?? firstWord(fieldsOf(row['metadata']), ['source_id']),
    gold: unlessEmpty(answersOf(row['expected_answer'])),
    verdict: verdictIn(row['reward']),
    goldBoxes: unlessEmpty(expectedBoxes(row['expected_action'])),
  })
  return eachOf(told, (trace) => ({ ...trace, ...facts }))
}

/** The box of the demonstrated call; thousandths, or pixels where a number is above 1000, as the environment reads it. */
function expectedBoxes(action: unknown): readonly GoldBox[] {
  const args = fieldsOf(fieldsOf(action)['arguments'])
  const numbers = numbersOf(listOf(args['bbox_2d']))
  if (numbers?.length !== 4) return []
  const space = numbers.some((n) => Math.abs(n) > 1000) ? 'image' : 'per-mille'
  const label = textOf(args['label'])
  return [{ numbers, space, ...given({ label }) }]
}
