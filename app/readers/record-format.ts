/** A named reader as a format: records by the places a person pointed at, and the calls in what they hold. Pure. */
import { regionsIn } from '../dialects/calls/box-value'
import { inXyOrder } from '../geometry/spaces'
import { given } from '../given'
import { unlessEmpty } from '../lists'
import { bad, good, type Issue, type Result } from '../result'
import { tell } from '../formats/chat'
import { dialectIn, dialectOrPlain, plainDialect } from '../formats/chat-dialect'
import { isDialogue } from '../formats/chat-pieces'
import type { Format, ForeignTrace, GoldBox, Turn } from '../formats/format'
import { fieldsOf, imagesOf, restOf, wordOf, answersOf } from '../formats/values'
import { firstAt, pathParts, standingAt } from './path'
import type { NamedReader, RecordRule } from './reader'

/** A format that reads as the reader says. Without a `record` it reads as `format` does, its calls as the reader says. */
export function withReader(format: Format | undefined, reader: NamedReader): Format | undefined {
  const { calls = [], record, name } = reader
  const own = record === undefined ? format : recordFormat(name, record)
  if (own === undefined || calls.length === 0) return own
  return {
    ...own,
    parse: (value) => {
      const read = own.parse(value)
      return read.ok ? { ...read, value: read.value.map((trace) => ({ ...trace, calls })) } : read
    },
  }
}

function recordFormat(name: string, rule: RecordRule): Format {
  return {
    id: `reader:${name}`,
    name,
    source: 'a reader of your own',
    containers: ['jsonl', 'json', 'parquet', 'tsv', 'text'],
    likeness: (value) => (placesOf(rule).every((path) => standingAt(value, path).length > 0) ? 1 : 0),
    parse: (value) => traceOf(value, rule),
  }
}

/** Every path of a rule. */
function placesOf({ boxes, dialect: _, ...places }: RecordRule): readonly string[] {
  return [...Object.values(places), ...(boxes === undefined ? [] : [boxes.at])]
}

function traceOf(record: unknown, rule: RecordRule): Result<readonly ForeignTrace[]> {
  const images =
    rule.image === undefined ? [] : standingAt(record, rule.image).flatMap(({ value }) => imagesOf(value))
  const boxes = boxesOf(record, rule)
  const spoken = spokenIn(record, rule, images)
  if (!spoken.ok) return spoken
  const { turns } = spoken.value
  const answer = wordOf(firstAt(record, rule.answer))
  const asked = wordOf(firstAt(record, rule.question))
  if (
    turns.length + boxes.looks.length + boxes.gold.length === 0 &&
    answer === undefined &&
    asked === undefined
  )
    return bad({ message: 'Nothing stands where this reader looks for it.' }, ...boxes.issues)
  const gold = answersOf(firstAt(record, rule.gold))
  const used = placesOf(rule).map((path) => String(pathParts(path)?.[0] ?? ''))
  const trace = given<ForeignTrace>({
    ...spoken.value,
    id: wordOf(firstAt(record, rule.id)),
    question: asked ?? spoken.value.question,
    turns: [...turns, ...boxes.looks],
    answer,
    gold: unlessEmpty(gold),
    goldBoxes: unlessEmpty(boxes.gold),
    meta: restOf(fieldsOf(record), used),
  })
  return good([trace], [...spoken.issues, ...boxes.issues])
}

/** What was said: a dialogue, or the texts of the model's turns. */
function spokenIn(
  record: unknown,
  rule: RecordRule,
  images: ForeignTrace['images'],
): Result<Pick<ForeignTrace, 'question' | 'images' | 'dialect' | 'turns'>> {
  const chosen = rule.dialect === undefined ? undefined : dialectOrPlain(rule.dialect)
  const messages = firstAt(record, rule.dialogue)
  if (isDialogue(messages)) {
    return tell({ messages, path: rule.dialogue ?? '', images, ...given({ dialect: chosen }) })
  }
  const texts =
    rule.text === undefined ? [] : standingAt(record, rule.text).flatMap(({ value }) => answersOf(value))
  const turns = texts.map((text): Turn => ({ type: 'model', text }))
  const dialect = chosen ?? dialectIn({ spoken: texts.join('\n'), system: '' }, plainDialect)
  return good({ question: '', images, dialect, turns })
}

interface Boxes {
  readonly looks: readonly Turn[]
  readonly gold: readonly GoldBox[]
  readonly issues: readonly Issue[]
}

/** Boxes that stand as data, each with the label that stands at the same place of its own list. */
function boxesOf(record: unknown, { boxes }: RecordRule): Boxes {
  if (boxes === undefined) return { looks: [], gold: [], issues: [] }
  const { at, space, order = 'xyxy', use = 'look' } = boxes
  const labels = boxes.label === undefined ? [] : standingAt(record, boxes.label)
  const looks: Turn[] = []
  const gold: GoldBox[] = []
  const issues: Issue[] = []
  for (const place of standingAt(record, at)) {
    const read = regionsIn(place.value, 'any', true)
    const label = wordOf(labels.find((l) => String(l.at) === String(place.at))?.value ?? labels[0]?.value)
    if (read.broken !== undefined) issues.push({ path: at, message: read.broken })
    for (const { numbers, notation } of read.regions) {
      const written = { space, order: notation?.order ?? order }
      const raw = JSON.stringify(place.value) ?? ''
      if (use === 'look') looks.push({ type: 'look', numbers, raw, notation: written, ...given({ label }) })
      else gold.push({ numbers: inXyOrder(numbers, written.order), space, ...given({ label }) })
    }
  }
  return { looks, gold, issues }
}
