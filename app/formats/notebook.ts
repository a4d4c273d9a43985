/**
 * A Jupyter notebook: each cell that printed a reply is a trace, its outputs in their order. What the cell asked is found in its
 * source. Source: jupyter/nbformat, nbformat/v4/nbformat.v4.schema.json (`stream`, `execute_result`, `display_data`).
 */
import { given } from '../given'
import { bad, eachOf, together, type Result } from '../result'
import type { Format, ForeignTrace } from './format'
import { parsePrinted, printed, unprinted, type Output } from './printed'
import { fieldsOf, isFields, listOf, textOf, type Fields } from './values'

/** A Jupyter notebook: what its cells printed, one trace from question to answer each. */
export const notebook: Format = {
  id: 'notebook',
  name: 'Jupyter notebook',
  source: 'jupyter/nbformat: nbformat/v4/nbformat.v4.schema.json',
  containers: ['json'],
  likeness: (value) => (isFields(value) && Array.isArray(value['cells']) && 'nbformat' in value ? 1 : 0),
  parse,
}

/** A cell's outputs, and the words that led to them. */
interface Cell {
  readonly outputs: readonly Output[]
  readonly source: string
  readonly name: string
}

function parse(value: unknown): Result<readonly ForeignTrace[]> {
  const row = fieldsOf(value)
  if (!Array.isArray(row['cells'])) return bad({ path: 'cells', message: 'The notebook has no cells.' })
  const cells = row['cells'].map(cellOf)
  const printing = cells.filter(({ outputs }) => outputs.some((output) => 'text' in output))
  if (printing.length === 0)
    return bad({ path: 'cells', message: 'No cell of this notebook has printed anything.' })
  const telling = printing.filter((cell) => printed.likeness({ printed: cell.outputs }) > 0.5)
  // One that printed and nothing else: then it is that, whatever it says.
  const told = telling.length > 0 || printing.length > 1 ? telling : printing
  if (told.length === 0)
    return bad({
      path: 'cells',
      message: 'No cell of this notebook has printed a region, a thought or a marked answer.',
    })
  const traces = told.map((cell) => {
    const asked = askedIn(cell.source) ?? askedBefore(cells, cell)
    const read = parsePrinted({
      printed: cell.outputs,
      ...given({ asked }),
      shown: opensWithImage(cell),
    })
    return eachOf(read, (trace) =>
      given<ForeignTrace>({
        ...trace,
        id: told.length > 1 ? cell.name : undefined,
        meta: { ...trace.meta, cell: cell.name, source: cell.source },
      }),
    )
  })
  return together(traces)
}

/** Of a cell's source, as much as is read for its question and kept. */
const longestSource = 20_000

function cellOf(value: unknown, index: number): Cell {
  const cell = fieldsOf(value)
  const count = cell['execution_count']
  return {
    outputs: listOf(cell['outputs']).flatMap((output) => outputOf(fieldsOf(output))),
    source: linesOf(cell['source']).slice(0, longestSource),
    name: typeof count === 'number' ? `In [${count}]` : `cell ${index + 1}`,
  }
}

/** Text and images of one output. An object's own name (`<Figure size 640x480>`) beside its image is none. */
function outputOf(output: Fields): readonly Output[] {
  if (output['output_type'] === 'stream') {
    // What went to the other stream is warnings and progress bars.
    return output['name'] === 'stderr' ? [] : [{ text: linesOf(output['text']) }]
  }
  const data = fieldsOf(output['data'])
  const pictures = ['image/png', 'image/jpeg', 'image/webp'].flatMap((type) => {
    const base64 = linesOf(data[type]).replace(/\s/g, '')
    return base64 === '' ? [] : [{ image: `data:${type};base64,${base64}` }]
  })
  // One image in several types is one image.
  if (pictures.length > 0) return pictures.slice(0, 1)
  const text = linesOf(data['text/markdown']) || unprinted(linesOf(data['text/plain']))
  return text === '' ? [] : [{ text }]
}

/** Multi-line text of the schema: a string, or a list of lines with their ends. */
function linesOf(value: unknown): string {
  return (
    textOf(value) ??
    listOf(value)
      .flatMap((line) => textOf(line) ?? [])
      .join('')
  )
}

function opensWithImage({ outputs }: Cell): boolean {
  const [first] = outputs
  return first !== undefined && 'image' in first
}

const quoted = `f?("""[\\s\\S]*?"""|'''[\\s\\S]*?'''|"(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\\\n]|\\\\.)*')`
/** Where programs write what they ask: a variable called prompt or question, a part of a message, a user's message. */
const asks = [
  new RegExp(`\\b(?:prompt|question|query|instruction)\\s*=\\s*${quoted}`, 'g'),
  new RegExp(`["']type["']\\s*:\\s*["']text["']\\s*,\\s*["']text["']\\s*:\\s*${quoted}`, 'g'),
  new RegExp(`["']role["']\\s*:\\s*["']user["']\\s*,\\s*["']content["']\\s*:\\s*${quoted}`, 'g'),
]

function askedIn(source: string): string | undefined {
  for (const pattern of asks) {
    const found = [...source.matchAll(pattern)].at(-1)?.[1]
    if (found !== undefined) {
      const text = unprinted(
        found.replace(/^("""|''')([\s\S]*)\1$/, (_, _mark, inner: string) => JSON.stringify(inner)),
      )
      if (text.trim() !== '') return text.trim()
    }
  }
  return undefined
}

/** What the nearest cell before asks, which often only prepares what the next one runs. */
function askedBefore(cells: readonly Cell[], cell: Cell): string | undefined {
  for (let i = cells.indexOf(cell) - 1; i >= 0; i--) {
    const asked = askedIn(cells[i]?.source ?? '')
    if (asked !== undefined) return asked
    if ((cells[i]?.outputs.length ?? 0) > 0) return undefined
  }
  return undefined
}
