/** Exports: filling in the form, counting what it gives, starting, ending, going on. Knows no React. */
import { z } from 'zod'
import { toFailureData } from '../../../app/failure'
import type { ExportJob } from '../../../app/host/exports'
import type { Context } from '../context'
import { failureOf } from '../failure-of'
import { recall } from '../recall'
import { createRestarted } from '../restarted'
import { subscribe } from '../subscribe'
import { exportChoices, nameFor, exportRequestOf, verdictFor } from './export-request'
import type { ExportFormState } from './exports-state'
import { t } from '../../language/text'

export type ExportsService = ReturnType<typeof createExportsService>

/** How long the form has to rest before it is counted. */
const restMs = 250
const formKey = 'relook-export'
// Our own words of an earlier start; a field that no longer exists does no harm.
const formShape = z.record(z.string(), z.unknown()) as z.ZodType<Partial<ExportFormState>>

/** What can be done with exports. */
export function createExportsService(context: Context) {
  const { host, get, set, memory } = context
  const counting = createCounting(context)
  const setForm = (change: Partial<ExportFormState>) => {
    set(({ exports }) => ({ exports: { form: { ...exports.form, ...change }, failure: undefined } }))
    const { what: _what, name: _name, ...kept } = get().exports.form
    memory.setItem(formKey, JSON.stringify(kept))
    counting.begin()
  }
  const attemptJob = async (work: () => Promise<unknown>) => {
    const failure = await failureOf(work)
    if (failure !== undefined && failure.code !== 'cancelled') set({ exports: { failure } })
  }
  return {
    /** Opens the dialog over what is in hand: the filtered file, else the open trace, else everything. */
    open: () => {
      const choices = exportChoices(get())
      const what = choices.includes('file') ? 'file' : choices.includes('trace') ? 'trace' : 'all'
      set({ view: { dialog: 'export' }, exports: { failure: undefined, preview: undefined } })
      const form = recall(memory, formKey, formShape) ?? {}
      setForm({ ...form, verdict: verdictFor(get(), form.verdict), what, name: nameFor(get(), what) })
    },
    close: () => {
      counting.end()
      set({ view: { dialog: undefined } })
    },
    change: (change: Partial<ExportFormState>) =>
      setForm(change.what === undefined ? change : { ...change, name: nameFor(get(), change.what) }),
    start: () =>
      attemptJob(async () => {
        const request = exportRequestOf(get())
        if (request === undefined) return
        set({ exports: { failure: undefined } })
        const dialogs = get().host.about?.dialogs === true
        const { name } = get().exports.form
        await host.startExport({ request, name, target: { type: dialogs ? 'dialog' : 'download' } })
      }),
    cancel: (id: string) => attemptJob(() => host.cancelExport({ export: id })),
    resume: (id: string) => attemptJob(() => host.resumeExport({ export: id })),
    forget: (id: string) => attemptJob(() => host.forgetExport({ export: id })),
    show: (id: string) => attemptJob(() => host.showExport({ export: id })),
  }
}

/** Counts what the form would give, once it has rested. */
function createCounting({ host, get, set }: Context) {
  const count = async (signal: AbortSignal): Promise<void> => {
    const request = exportRequestOf(get())
    if (request === undefined) return set({ exports: { preview: undefined } })
    set(({ exports }) => ({ exports: { preview: { ...exports.preview, counting: true } } }))
    await new Promise((resolve) => setTimeout(resolve, restMs))
    if (signal.aborted) return
    for await (const counts of host.previewExport({ request }, signal)) {
      if (signal.aborted) return
      set({ exports: { preview: { counts, counting: true } } })
    }
    set(({ exports }) => ({ exports: { preview: { ...exports.preview, counting: false } } }))
  }
  return createRestarted(count, (error) =>
    set({ exports: { preview: { counting: false, failure: toFailureData(error) } } }),
  )
}

/** Follows the exports of the host, until the signal fires; one that is done is read out. */
export function followExports(context: Context, signal: AbortSignal): void {
  const { host, get, set } = context
  const take = (jobs: readonly ExportJob[]) => {
    const before = new Map(get().exports.jobs.map((j) => [j.id, j.state.type]))
    const done = jobs.find((j) => j.state.type === 'done' && before.get(j.id) === 'running')
    set({
      exports: { jobs },
      ...(done && { notices: { announced: t('The export “{name}” is done.', { name: done.name }) } }),
    })
  }
  void subscribe(context, { items: (end) => host.exports({}, end), take, signal })
}
