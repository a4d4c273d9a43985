/**
 * Notebooks (`.ipynb`): what their cells printed, text and images in the order they came out. A run is a cell; one that printed
 * nothing of a model's is none. Source: jupyter/nbformat, docs/format_description.rst.
 */
import { bad, good, type Result } from '../result'
import type { Format, ForeignTrace } from './format'
import { hasMarks, printedTrace, type PrintedPiece } from './printed'
import { fieldsOf, isFields, listOf, textOf, type Fields } from './values'

/** A cell or a whole notebook: what it printed and showed, as one trace. */
export const notebook: Format = {
  id: 'notebook',
  name: 'Notebook outputs',
  source: 'jupyter/nbformat: docs/format_description.rst',
  containers: ['json'],
  likeness: (value) => {
    const row = fieldsOf(value)
    return Array.isArray(row['cells']) && 'nbformat' in row ? 0.99 : 0
  },
  parse: (value) => {
    if (!isFields(value)) return bad({ message: 'The record is no notebook.' })
    return cellsOf(value)
  },
}

function cellsOf(book: Fields): Result<readonly ForeignTrace[]> {
  const traces = listOf(book['cells']).flatMap((cell, i): readonly ForeignTrace[] => {
    const pieces = listOf(fieldsOf(cell)['outputs']).flatMap((output) => piecesOf(fieldsOf(output)))
    const said = pieces.flatMap((p) => (p.type === 'text' ? [p.text] : [])).join('\n')
    const trace = hasMarks(said) ? printedTrace(pieces) : undefined
    return trace === undefined ? [] : [{ ...trace, id: `cell ${i + 1}` }]
  })
  return traces.length > 0
    ? good(traces)
    : bad({ path: 'cells', message: 'No cell of this notebook printed anything that a model wrote.' })
}

/** An output: printed text, or one thing in several forms, of which the image counts before the words. */
function piecesOf(output: Fields): readonly PrintedPiece[] {
  if (output['output_type'] === 'stream') return textPieces(output['text'])
  const data = fieldsOf(output['data'])
  for (const type of ['image/png', 'image/jpeg', 'image/webp', 'image/gif']) {
    const base64 = wordsIn(data[type]).replace(/\s+/g, '')
    if (base64 !== '') return [{ type: 'image', source: { type: 'inline', base64 } }]
  }
  return textPieces(data['text/markdown'] ?? data['text/plain'])
}

function textPieces(value: unknown): readonly PrintedPiece[] {
  const text = wordsIn(value)
  return text === '' ? [] : [{ type: 'text', text }]
}

/** Text is one string or a list of its lines. */
function wordsIn(value: unknown): string {
  return (
    textOf(value) ??
    listOf(value)
      .map((v) => textOf(v) ?? '')
      .join('')
  )
}
