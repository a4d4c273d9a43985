/** The settings of an export in words, for its card. Pure. */
import { dialectOf } from '../../app/dialects'
import type { Writer } from '../../app/exports'
import type { ExportRequest } from '../../app/host/exports'

/** Name and value, in the order a reader wants them. */
export function settingsOf({
  request,
  writer,
}: {
  readonly request: ExportRequest
  readonly writer: Writer
}): readonly (readonly [string, string])[] {
  const { selection, source } = request
  const id = writer.dialect ?? request.dialect
  const dialect = id === undefined ? undefined : dialectOf(id)
  const percent = (share: number) => `${Math.round(share * 1000) / 10} %`
  const verdicts = { any: 'all', reviewed: 'only decided', accepted: 'only accepted' }
  return [
    ['shape', writer.title],
    ...(writer.scored === true
      ? [['rewards', JSON.stringify(request.rewards ?? { variant: 'paper' })] as const]
      : []),
    ['dialect', dialect?.name ?? 'each trace’s own'],
    ['pixels of the whole image', pixelsOf(request, writer)],
    [
      'source',
      source.type === 'all'
        ? 'all projects'
        : source.type === 'projects'
          ? `${source.projects.length} projects`
          : `file, ${words(source.query)}`,
    ],
    [
      'branches',
      selection.branch !== undefined
        ? 'the chosen one'
        : selection.branches === 'main'
          ? 'the main one of each trace'
          : 'all',
    ],
    ['words', selection.words === 'corrected' ? 'as corrected' : 'as the model wrote them'],
    ['reviews', verdicts[selection.verdict]],
    ...(selection.withTags.length > 0 ? [['only with tags', selection.withTags.join(', ')] as const] : []),
    ...(selection.withoutTags.length > 0
      ? [['without tags', selection.withoutTags.join(', ')] as const]
      : []),
    ['dev share', percent(selection.dev)],
    ['test share', percent(selection.test)],
    ['seed of the split (by image)', String(selection.seed)],
  ]
}

function pixelsOf(request: ExportRequest, writer: Writer): string {
  const limit = (max: number) => `at most ${max} (the trainer has to use the same limit)`
  if (request.pixels !== undefined) return limit(request.pixels)
  if (writer.budgets !== undefined) return limit(writer.budgets.image.maxPixels)
  const dialect = request.dialect === undefined ? undefined : dialectOf(request.dialect)
  return dialect === undefined ? 'as each dialect publishes' : limit(dialect.budgets.image.maxPixels)
}

function words(query: Readonly<Record<string, unknown>>): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined)
  return set.length === 0
    ? 'all rows'
    : set.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')
}
