/**
 * A line of a rollout dump as Relook's own trainer writes it (`training/README.md`, `rollouts.jsonl`) as a group of rollouts.
 * Unknown until parsed: a bad rollout becomes an issue with its path, the good ones still count. Knows no file.
 */
import {
  fieldsOf,
  given,
  listOf,
  numberOf,
  numbersOf,
  textOf,
  answersOf,
  type Fields,
} from '../formats/values'
import { box, type Box, type Size } from '../geometry/box'
import { unlessEmpty } from '../lists'
import { bad, good, type Issue, type Result } from '../result'
import type { RecordedScores, Rollout, RolloutGroup, RolloutLook, RolloutToken } from './rollout'
import { answerIn, requestsIn } from './text'

/** How sure it is that a value is such a line: 0..1. */
export function dumpLikeness(value: unknown): number {
  const row = fieldsOf(value)
  const [first] = listOf(row['rollouts'])
  if (typeof fieldsOf(first)['text'] !== 'string') return 0
  return 'question' in row ? 0.99 : 0.8
}

/** One line: one group. `id` is the group's name: its place in the file. */
export function groupOfDump(value: unknown, id: string): Result<RolloutGroup> {
  const row = fieldsOf(value)
  const issues: Issue[] = []
  const rollouts = listOf(row['rollouts']).flatMap((one, i) => {
    const found = rolloutOf(fieldsOf(one), `${id}/${i}`)
    if (found === undefined) issues.push({ path: `rollouts[${i}].text`, message: 'It has no text.' })
    return found ?? []
  })
  if (rollouts.length === 0) return bad({ path: 'rollouts', message: 'The line has no rollouts.' }, ...issues)
  const boxes = listOf(row['boxes']).flatMap((b) => boxOf(b, 0) ?? [])
  const group = given<RolloutGroup>({
    id,
    question: textOf(row['question']) ?? '',
    gold: answersOf(row['answer']),
    image: textOf(row['image']) ?? '',
    step: numberOf(row['step']),
    prompt: textOf(row['prompt']),
    size: sizeOf(row['image_size']),
    frame: sizeOf(row['resized_size']),
    source: textOf(row['source']) ?? textOf(row['family']),
    boxes: unlessEmpty(boxes),
    rollouts,
  })
  return good(group, issues)
}

/** The requests of a text whose looks nobody wrote down. */
export function looksOf(text: string): readonly RolloutLook[] {
  return requestsIn(text).map((numbers) => ({ numbers, flags: [] }))
}

function rolloutOf(row: Fields, id: string): Rollout | undefined {
  const written = listOf(row['segments']).filter((s): s is string => typeof s === 'string')
  const text = textOf(row['text']) ?? (written.length > 0 ? written.join('') : undefined)
  if (text === undefined) return undefined
  const tokens = listOf(row['tokens']).map((t) => tokenOf(fieldsOf(t)))
  return given<Rollout>({
    id,
    text,
    segments: written.length > 0 && written.join('') === text ? written : [text],
    looks: Array.isArray(row['looks']) ? listOf(row['looks']).map((l) => lookOf(fieldsOf(l))) : looksOf(text),
    answer: textOf(row['answer']) ?? answerIn(text),
    verdict: numberOf(row['verdict']),
    tokens: unlessEmpty(tokens),
    recorded: recordedOf(row),
  })
}

function lookOf(row: Fields): RolloutLook {
  // The trainer's boxes include their right and bottom pixel.
  const region = boxOf(row['box'], 1)
  const flags: RolloutLook['flags'] = region === undefined ? ['invalid', 'not-shown'] : []
  return given<RolloutLook>({ numbers: numbersOf(row['requested']), region, flags })
}

function tokenOf(row: Fields): RolloutToken {
  return given<RolloutToken>({
    id: numberOf(row['id']) ?? -1,
    text: textOf(row['text']) ?? '',
    loss: row['loss'] === 1 || row['loss'] === true,
    logprob: numberOf(row['logprob']),
    // `python -m training rgrpo` writes what its objective needs (training/rl/mini.py).
    tempered: numberOf(row['logprob']) === undefined ? undefined : true,
  })
}

function recordedOf(row: Fields): RecordedScores | undefined {
  const numbers = Object.entries(fieldsOf(row['rewards'])).flatMap(([name, value]) => {
    const number = numberOf(value)
    return number === undefined ? [] : [[name, number] as const]
  })
  const advantage = numberOf(row['advantage'])
  if (numbers.length === 0 && advantage === undefined) return undefined
  return given<RecordedScores>({
    terms: Object.fromEntries(numbers.filter(([name]) => name !== 'total')),
    total: numbers.find(([name]) => name === 'total')?.[1],
    advantage,
  })
}

/** `[x1, y1, x2, y2]` in pixels of the image; `edge` 1 where right and bottom are inside. */
function boxOf(value: unknown, edge: 0 | 1): Box<'image'> | undefined {
  const [x1, y1, x2, y2, more] = numbersOf(value) ?? []
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined || more !== undefined)
    return undefined
  return box<'image'>(x1, y1, x2 + edge, y2 + edge)
}

/** `[width, height]`. */
function sizeOf(value: unknown): Size | undefined {
  const [width = 0, height = 0] = numbersOf(value) ?? []
  return width > 0 && height > 0 ? { width, height } : undefined
}
