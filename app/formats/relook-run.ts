/**
 * One run as Relook saves it (“Save this run as JSON”) and `relook run --json` prints it: opened again as the branch it was, step by
 * step. Files of earlier versions hold less: what they leave out stands as it was shown. Written by app/exports/run-result.ts.
 */
import { eachOf } from '../result'
import { missingImage } from '../trace/image'
import { defaultSettings } from '../trace/project'
import { stepTypes } from '../trace/schema'
import type { Format } from './format'
import { relook, relookVersion } from './relook'
import { fieldsOf, firstWord, isFields, listOf, numberOf, textOf, type Fields } from './values'
import { given } from '../given'

/** One run of Relook’s, with its steps. */
export const relookRun: Format = {
  id: 'relook-run',
  name: 'Run of Relook',
  source: 'app/exports/run-result.ts of this project',
  containers: ['json', 'jsonl'],
  likeness: (value) => (isRun(fieldsOf(value)) ? 0.99 : 0),
  parse: (value) => {
    const row = fieldsOf(value)
    if (!isRun(row))
      return relook.parse(isFields(value) ? { relook: relookVersion, project: undefined } : undefined)
    const read = relook.parse({ relook: relookVersion, image: textOf(row['image']), project: projectOf(row) })
    // What an earlier version printed names no image: it is the one beside the file.
    const unnamed = { type: 'path', path: '', besides: [] } as const
    const isNamed = textOf(row['image']) !== undefined
    return isNamed ? read : eachOf(read, (trace) => ({ ...trace, images: [unnamed] }))
  },
}

function isRun(row: Fields): boolean {
  const steps = row['steps']
  if (!Array.isArray(steps) || !('answer' in row) || !isFields(row['timings'])) return false
  return (steps as unknown[]).every((step) => stepTypes.has(textOf(fieldsOf(step)['type']) ?? ''))
}

function projectOf(row: Fields): Fields {
  const steps = listOf(row['steps']).map((step, i) => ({ id: `s${i + 1}`, ...fieldsOf(step) }))
  const image = {
    id: textOf(row['imageId']) || missingImage,
    name: textOf(row['image']) ?? 'image',
    bytes: 0,
    ...sizeOf(row, steps),
  }
  const model = textOf(row['model']) ?? 'unknown'
  const frame = { width: image.width, height: image.height }
  const view = {
    filter: 'bicubic',
    grid: { width: 0, height: 0 },
    size: frame,
    ...fieldsOf(row['view']),
    image: image.id,
  }
  const whole = steps.map((step, i) => stepOf(step, { steps, at: i, model, frame, image: image.id }))
  const ended = fieldsOf(row['ended'])
  const reason = textOf(ended['reason']) ?? (row['answer'] === null ? 'no-answer' : 'answered')
  const why = textOf(ended['why'])
  return {
    id: 'run',
    title: firstWord(row, ['question']) ?? 'Run',
    createdAt: 0,
    image,
    steps: Object.fromEntries(whole.map((step) => [step['id'], step])),
    branches: [
      {
        id: 'run',
        name: 'run',
        star: false,
        author: { type: 'model', model },
        createdAt: 0,
        question: textOf(row['question']) ?? '',
        model,
        dialect: textOf(row['dialect']) ?? 'vlm-r3',
        ...given({ manner: row['manner'], space: row['space'], leftOut: row['leftOut'] }),
        settings: defaultSettings,
        view,
        path: whole.map((step) => step['id']),
        open: { text: '', tokens: [] },
        run: {
          type: 'ended',
          startedAt: 0,
          endedAt: 0,
          reason,
          ...(why === undefined ? {} : { failure: { code: 'model-failed', message: why } }),
        },
        binned: false,
      },
    ],
    drafts: {},
    reviews: {},
  }
}

/** The image's size as the file says; of an earlier file what all of its regions need. */
function sizeOf(row: Fields, steps: readonly Fields[]): { readonly width: number; readonly height: number } {
  const size = fieldsOf(row['size'])
  const [width, height] = [numberOf(size['width']), numberOf(size['height'])]
  if (width !== undefined && height !== undefined) return { width, height }
  const edge = (name: string) =>
    Math.max(1, ...steps.map((step) => Math.ceil(numberOf(fieldsOf(step['region'])[name]) ?? 1)))
  return { width: edge('right'), height: edge('bottom') }
}

interface Around {
  readonly steps: readonly Fields[]
  readonly at: number
  readonly model: string
  readonly frame: { readonly width: number; readonly height: number }
  readonly image: string
}

/** A step as it was; of an earlier file with what can be told of the rest. */
function stepOf(step: Fields, { steps, at, model, frame, image }: Around): Fields {
  const author = isFields(step['author']) ? step['author'] : { type: 'model', model }
  const common = { ...step, author, at: 0, raw: textOf(step['raw']) ?? textOf(step['text']) ?? '' }
  switch (step['type']) {
    case 'thought': {
      const { kind, about, ...rest } = common as Fields
      return typeof kind === 'string' ? { ...rest, kind: { type: kind, ...fieldsOf(about) } } : rest
    }
    case 'look': {
      const { left, top, right, bottom } = fieldsOf(step['region'])
      return {
        flags: [],
        ...common,
        request: step['request'] ?? { numbers: [left, top, right, bottom], frame },
      }
    }
    case 'observation': {
      const look = steps.slice(0, at).findLast((s) => s['type'] === 'look')
      const size = { width: step['width'], height: step['height'] }
      const cut = look === undefined ? {} : { crop: look['region'] }
      const shown = isFields(step['view'])
        ? step['view']
        : { ...cut, size, filter: 'bicubic', grid: { width: 0, height: 0 } }
      return { ...common, look: textOf(step['look']) ?? look?.['id'] ?? '', view: { ...shown, image } }
    }
    default:
      return common
  }
}
