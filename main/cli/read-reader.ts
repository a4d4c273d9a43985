/** Named readers in the terminal: one loaded from a file, and what is told of a file that nothing knows. */
import { Failure } from '../../app/failure'
import { formats } from '../../app/formats'
import type { FieldSample } from '../../app/readers/path'
import type { OpenFile } from '../collections/file-formats'
import { firstRecordOf, type FirstRecord } from '../readers/first-record'

/** What is told of a file whose records no format knows: its fields and a reader to begin with, then that it cannot be read. */
export async function unknownFile(
  { open, name, why }: { readonly open: OpenFile; readonly name: string; readonly why: string },
  tell: (text: string) => void,
): Promise<Failure> {
  const known = formats.map((f) => f.id).join(', ')
  const first = await open(0)
    .then((container) => firstRecordOf(container, name))
    .catch(() => undefined)
  const shown = first !== undefined && first.fields.length > 0
  if (shown) tell(mappingOf(first))
  const or = shown ? ', or say where things stand with --reader FILE (above)' : ''
  return new Failure(
    'bad-input',
    `None of the formats fits this file.${why} Choose one with --format: ${known}${or}.`,
  )
}

function mappingOf({ fields, suggestion }: FirstRecord): string {
  const width = Math.min(40, Math.max(...fields.map(({ path }) => path.length)))
  const lines = fields.slice(0, 60).map(({ path, sample, kind }: FieldSample) => {
    const shown = kind === 'text' || kind === 'image' ? `“${sample}”` : sample
    return `  ${path.padEnd(width)}  ${shown}`
  })
  const more = fields.length > lines.length ? [`  … and ${fields.length - lines.length} more`] : []
  return [
    'The first record of this file has:\n',
    ...lines,
    ...more,
    '\nA reader to begin with, to be saved as a file and looked over:\n',
    JSON.stringify(suggestion, null, 2),
    '\n',
  ].join('\n')
}
