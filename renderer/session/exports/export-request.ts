/** What the export form asks for. Pure. */
import { writerOf } from '../../../app/exports'
import { fileNameFrom } from '../../../app/file-name'
import { given } from '../../../app/given'
import type { ExportRequest, ExportSource } from '../../../app/host/exports'
import { openCollectionOf } from '../collections/open-collection'
import type { State } from '../state'
import type { ExportFormState, ExportWhat } from './exports-state'

/** What can be exported now. */
export function exportChoices({ document, collections }: State): readonly ExportWhat[] {
  const trace = document.id === undefined ? [] : (['trace'] as const)
  const file = collections.id === undefined ? [] : (['file'] as const)
  return [...trace, ...file, 'all']
}

/** What the form asks for; undefined where what it names is not open any more. */
export function exportRequestOf(state: State): ExportRequest | undefined {
  const { form } = state.exports
  const source = exportSourceOf(state, form.what)
  if (source === undefined) return undefined
  const tags = (use: 'only' | 'without') => Object.keys(form.tags).filter((tag) => form.tags[tag] === use)
  const branch = form.what === 'trace' && form.branches === 'main' ? state.document.branch : undefined
  const rewards = writerOf(form.writer)?.scored === true ? form.rewards : undefined
  return {
    source,
    writer: form.writer,
    ...given({ dialect: form.dialect, pixels: form.pixels, rewards }),
    selection: {
      branches: form.branches,
      ...given({ branch }),
      words: form.words,
      verdict: form.verdict,
      withTags: tags('only'),
      withoutTags: tags('without'),
      dev: form.dev / 100,
      test: form.test / 100,
      seed: form.seed,
    },
  }
}

/** What is handed on, as the host is told of it; undefined where it is not open any more. */
export function exportSourceOf({ document, collections }: State, what: ExportWhat): ExportSource | undefined {
  const { id: collection, query } = collections
  switch (what) {
    case 'trace':
      return document.id === undefined ? undefined : { type: 'projects', projects: [document.id] }
    case 'file':
      return collection === undefined ? undefined : { type: 'collection', collection, query }
    case 'all':
      return { type: 'all' }
  }
}

/** What the open trace, or the open file, is called. */
export function exportTitle(state: State, what: 'trace' | 'file'): string | undefined {
  return what === 'trace'
    ? state.document.project?.title
    : openCollectionOf(state)?.name.replace(/\.[^.]+$/, '')
}

/** A name for the export, of letters that every disk takes. */
export function nameFor(state: State, what: ExportWhat): string {
  return fileNameFrom((what === 'all' ? 'relook' : exportTitle(state, what)) ?? '', 'traces')
}

/**
 * Which reviews the form begins with: once somebody has reviewed, what nobody looked at is not training data unless a person says so
 * each time; before that there is nothing else.
 */
export function verdictFor(
  state: State,
  before: ExportFormState['verdict'] = 'any',
): ExportFormState['verdict'] {
  const open = openCollectionOf(state)
  const some =
    open === undefined
      ? state.host.projects?.some((p) => p.reviews !== undefined) === true
      : open.reviewed > 0
  if (!some) return 'any'
  return before === 'any' ? 'reviewed' : before
}
