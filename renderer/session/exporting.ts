/** Exports: filling in the form, counting what it gives, starting, ending, going on. Knows no React. */
import type { ExportJob, ExportRequest, ExportSource } from '../../app/host/exports'
import { writerOf } from '../../app/exports'
import { toFailureData } from '../../app/failure'
import { keep, type Context } from './context'
import type { ExportForm, ExportWhat } from './export-state'
import type { State } from './state'

export type ExportActions = ReturnType<typeof exportActions>

/** How long the form has to rest before it is counted. */
const restMs = 250
const remembered = 'relook-export'

/** Actions over exports. */
export function exportActions(context: Context) {
  const { host, get, set, memory } = context
  let counting = new AbortController()

  const count = () => {
    counting.abort()
    counting = new AbortController()
    const { signal } = counting
    const request = requestOf(get())
    if (request === undefined) return set({ exportPreview: undefined })
    set((s) => ({ exportPreview: { ...s.exportPreview, counting: true } }))
    const run = async () => {
      await new Promise((resolve) => setTimeout(resolve, restMs))
      if (signal.aborted) return
      for await (const counts of host.previewExport({ request }, signal)) {
        if (signal.aborted) return
        set({ exportPreview: { counts, counting: true } })
      }
      set((s) => ({ exportPreview: { ...s.exportPreview, counting: false } }))
    }
    run().catch((error: unknown) => {
      if (!signal.aborted) set({ exportPreview: { counting: false, failure: toFailureData(error) } })
    })
  }

  const setForm = (change: Partial<ExportForm>) => {
    set((s) => ({ exportForm: { ...s.exportForm, ...change }, exportFailure: undefined }))
    const { what: _what, name: _name, ...kept } = get().exportForm
    memory.setItem(remembered, JSON.stringify(kept))
    count()
  }

  const attemptJob = async (work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      const failure = toFailureData(error)
      if (failure.code !== 'cancelled') set({ exportFailure: failure })
    }
  }

  return {
    /** Opens the dialog over what is in hand: the filtered file, else the open trace, else everything. */
    openExport: () => {
      const state = get()
      const choices = exportChoices(state)
      const kept = recall(memory.getItem(remembered))
      const what = choices.includes('file') ? 'file' : choices.includes('trace') ? 'trace' : 'all'
      set({ dialog: 'export', exportFailure: undefined, exportPreview: undefined })
      setForm({ ...kept, what, name: nameFor(state, what) })
    },
    closeExport: () => {
      counting.abort()
      set({ dialog: undefined })
    },
    setExport: (change: Partial<ExportForm>) =>
      setForm(change.what === undefined ? change : { ...change, name: nameFor(get(), change.what) }),
    startExport: () =>
      attemptJob(async () => {
        const request = requestOf(get())
        if (request === undefined) return
        set({ exportFailure: undefined })
        const dialogs = get().about?.dialogs === true
        const { name } = get().exportForm
        await host.startExport({ request, name, target: dialogs ? { type: 'dialog' } : { type: 'download' } })
      }),
    cancelExport: (id: string) => attemptJob(() => host.cancelExport({ export: id })),
    resumeExport: (id: string) => attemptJob(() => host.resumeExport({ export: id })),
    forgetExport: (id: string) => attemptJob(() => host.forgetExport({ export: id })),
    showExport: (id: string) => attemptJob(() => host.showExport({ export: id })),
  }
}

/** Follows the exports of the host. */
export function followExports(context: Context, signal: AbortSignal): void {
  const { host, get, set } = context
  const take = (exportJobs: readonly ExportJob[]) => {
    const before = new Map(get().exportJobs.map((j) => [j.id, j.state.type]))
    const done = exportJobs.find((j) => j.state.type === 'done' && before.get(j.id) === 'running')
    set({ exportJobs, ...(done === undefined ? {} : { announced: `The export “${done.name}” is done.` }) })
  }
  void keep(context, signal, () => host.exports({}, signal), take)
}

/** What can be exported now. */
export function exportChoices(state: State): readonly ExportWhat[] {
  return [
    ...(state.projectId === undefined ? [] : ['trace' as const]),
    ...(state.collectionId === undefined ? [] : ['file' as const]),
    'all',
  ]
}

/** What the form asks for; undefined where what it names is not open any more. */
export function requestOf(state: State): ExportRequest | undefined {
  const { exportForm: form } = state
  const source = sourceOf(state)
  if (source === undefined) return undefined
  const withTags = Object.keys(form.tags).filter((t) => form.tags[t] === 'only')
  const withoutTags = Object.keys(form.tags).filter((t) => form.tags[t] === 'without')
  const branch = form.what === 'trace' && form.branches === 'main' ? state.branch : undefined
  return {
    source,
    writer: form.writer,
    ...(form.dialect === undefined ? {} : { dialect: form.dialect }),
    ...(form.pixels === undefined ? {} : { pixels: form.pixels }),
    ...(form.rewards === undefined || writerOf(form.writer)?.scored !== true
      ? {}
      : { rewards: form.rewards }),
    selection: {
      branches: form.branches,
      ...(branch === undefined ? {} : { branch }),
      words: form.words,
      verdict: form.verdict,
      withTags,
      withoutTags,
      dev: form.dev / 100,
      test: form.test / 100,
      seed: form.seed,
    },
  }
}

function sourceOf(state: State): ExportSource | undefined {
  const { projectId, collectionId, traceQuery } = state
  switch (state.exportForm.what) {
    case 'trace':
      return projectId === undefined ? undefined : { type: 'projects', projects: [projectId] }
    case 'file':
      return collectionId === undefined
        ? undefined
        : { type: 'collection', collection: collectionId, query: traceQuery }
    case 'all':
      return { type: 'all' }
  }
}

function nameFor(state: State, what: ExportWhat): string {
  const file = state.collections?.find((c) => c.id === state.collectionId)?.name.replace(/\.[^.]+$/, '')
  const words = what === 'trace' ? state.project?.title : what === 'file' ? file : 'relook'
  return `${words ?? 'traces'}`.replace(/[^\p{L}\p{N} ._-]+/gu, '-').slice(0, 80) || 'traces'
}

function recall(text: string | null): Partial<ExportForm> {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    // Our own words of an earlier start; a field that is not there any more does no harm.
    return typeof value === 'object' && value !== null ? (value as Partial<ExportForm>) : {}
  } catch {
    return {}
  }
}
