/** Handing traces on: filling in the form, making it, following how far it is, ending it. Knows no React. */
import { toFailureData } from '../../../app/failure'
import { given } from '../../../app/given'
import {
  isFigure,
  isVideo,
  usualFilm,
  usualVideo,
  type FigureRequest,
  type ShareEvent,
  type ShareRequest,
} from '../../../app/host/sharing'
import { selectedRows } from '../document/rows'
import type { Context } from '../context'
import { exportSourceOf, exportTitle } from '../exports/export-request'
import type { State } from '../state'
import type { ShareForm, ShareWhat } from './share-state'
import { videoEvents } from './video'

/** What can be done with sharing. `handIn` brings in what is half typed or half moved. */
export function createShareService(context: Context, handIn: () => Promise<void>) {
  const { get, set } = context
  let making: AbortController | undefined
  const change = (part: Partial<ShareForm>) =>
    set(({ share }) => ({ share: { form: { ...share.form, ...part }, made: undefined, failure: undefined } }))
  const stop = () => {
    making?.abort()
    making = undefined
    const { made } = get().share
    // A film that was made here is kept for its link alone.
    if (made?.type === 'done' && made.download?.startsWith('blob:') === true)
      URL.revokeObjectURL(made.download)
    set({ share: { made: undefined } })
  }
  return {
    open: () => {
      const what: ShareWhat = get().document.id === undefined ? 'file' : 'trace'
      stop()
      const { figure } = get().share.form
      change({ what, title: titleFor(get(), what), figure: { ...figure, step: selectedLook(get()) } })
      set({ view: { dialog: 'share' } })
    },
    /** What is being made goes on no further, and leaves nothing. */
    close: () => {
      stop()
      set({ view: { dialog: undefined } })
    },
    change: (part: Partial<ShareForm>) => {
      change({ ...filmFor(get().share.form, part.format), ...part })
      const [first = 'trace', ...others] = shareChoices(get())
      const { what } = get().share.form
      const now = [first, ...others].includes(what) ? what : first
      if (now !== what || part.what !== undefined) change({ what: now, title: titleFor(get(), now) })
    },
    cancel: stop,
    start: async () => {
      stop()
      await handIn()
      const own = new AbortController()
      const events = eventsOf(context, own.signal)
      if (events === undefined) return
      making = own
      set({ share: { made: { type: 'progress', done: 0, total: 1 }, failure: undefined } })
      try {
        for await (const event of events) {
          if (own.signal.aborted) return
          set({ share: { made: event.type === 'dismissed' ? undefined : event } })
        }
      } catch (error) {
        const failure = toFailureData(error)
        if (!own.signal.aborted && failure.code !== 'cancelled') set({ share: { made: undefined, failure } })
      }
    },
  }
}

/** Whoever makes it, telling how far it is; undefined where what the form names is not open any more. */
function eventsOf(context: Context, signal: AbortSignal): AsyncIterable<ShareEvent> | undefined {
  const state = context.get()
  const { format } = state.share.form
  if (isVideo(format)) return videoEvents(context, format, signal)
  const request = shareRequestOf(state)
  return request && context.host.share({ request }, signal)
}

/** What the form asks for; undefined where what it names is not open any more. */
export function shareRequestOf(state: State): ShareRequest | undefined {
  const { form } = state.share
  const { what, format, title, original, maxSide } = form
  const source = exportSourceOf(state, what)
  if (isVideo(format) || source === undefined) return undefined
  // A figure is of the branch that is shown; a page has them all.
  const one = form.branches === 'shown' || isFigure(format) || format === 'gif'
  const branch = what === 'trace' && one ? state.document.branch : undefined
  const figure = isFigure(format) ? figureIn(form) : undefined
  const film = format === 'gif' ? form.film : undefined
  const about = given({ branch, figure, film })
  return { source, format, title: title.trim() || 'Traces', original, maxSide, ...about }
}

/** The number of the step one is at, where that is a look or its crop; else 0. */
function selectedLook(state: State): number {
  const row = selectedRows(state).find((r) => r.id === state.selection.step)
  return row?.type === 'look' || row?.type === 'observation' ? row.number : 0
}

/** What is usual for the other kind of film, where nothing was chosen for this one. */
function filmFor({ film }: ShareForm, format: ShareForm['format'] | undefined): Partial<ShareForm> {
  if (format === 'gif' && film === usualVideo) return { film: usualFilm }
  return format !== undefined && isVideo(format) && film === usualFilm ? { film: usualVideo } : {}
}

function figureIn({ figure: { step, ...figure } }: ShareForm): FigureRequest {
  return { ...figure, ...(step === 0 ? {} : { step }) }
}

/** What can be shared now. */
export function shareChoices({ document, collections, share }: State): readonly ShareWhat[] {
  const trace = document.branch === undefined ? [] : (['trace'] as const)
  // An image is of one trace; a PDF has pages.
  const one = trace.length > 0 && isOfOne(share.form.format)
  return [...trace, ...(collections.id === undefined || one ? [] : (['file'] as const))]
}

function isOfOne(format: ShareForm['format']): boolean {
  return format === 'png' || format === 'svg' || format === 'gif' || isVideo(format)
}

function titleFor(state: State, what: ShareWhat): string {
  return (exportTitle(state, what) ?? 'Traces').slice(0, 300)
}
