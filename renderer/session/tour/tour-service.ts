/**
 * A tour of twenty seconds that does the thing: the built-in model is run on a sample, it is shown what it saw and where it looked, its region is
 * moved, and it answers again. Nothing is acted: every step is what a person would do. Knows no React.
 */
import { toFailureData } from '../../../app/failure'
import { box, type Box } from '../../../app/geometry/box'
import { branchOf, defaultSettings, stepsOf, type Branch } from '../../../app/trace/project'
import type { Context } from '../context'
import type { DocumentService } from '../document/document-service'
import { selectedRows, type LookRow } from '../document/rows'
import type { RegionsService } from '../editing/regions-service'
import { untilState } from '../until'
import { t } from '../../language/text'
import { noTour, type TourPart, type TourState } from './tour-state'

/** What the tour is about: a sample, its question, and another tile its region is moved to. */
const subject = { file: 'dashboard-03.png', model: 'r3-mini', to: box<'image'>(414, 113, 661, 364) }

/** Milliseconds a part stays, at the least. */
const holds: Readonly<Record<TourPart, number>> = {
  ask: 2600,
  saw: 3600,
  look: 5200,
  move: 3200,
  rerun: 1200,
  changed: Infinity,
}
/** The box goes to its new place in so many steps of a frame each. */
const [moveMs, frameMs] = [1400, 16]

interface Needs {
  readonly document: Pick<DocumentService, 'open'>
  readonly regions: Pick<RegionsService, 'draft' | 'preview'>
}

/** Taking the tour, hurrying it, leaving it. */
export function createTourService(context: Context, needs: Needs) {
  const { get, set, memory } = context
  let left = new AbortController()
  let hurry: () => void = () => undefined
  const tell = (tour: Partial<TourState>) => set({ tour })
  const end = () => {
    left.abort()
    if (get().tour.part !== undefined) set(({ tour: { seen } }) => ({ tour: { ...noTour, seen } }))
  }
  /** Stays a while; a person may hurry it, or hold it. */
  const hold = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      let rest = ms
      const timer = setInterval(() => {
        if (!get().tour.paused) rest -= 100
        if (rest <= 0) done()
      }, 100)
      const done = () => {
        clearInterval(timer)
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        clearInterval(timer)
        reject(new DOMException('', 'AbortError'))
      }
      hurry = done
      signal.addEventListener('abort', leave)
    })
  const begin = async (): Promise<void> => {
    end()
    memory.setItem('relook-tour', 'seen')
    left = new AbortController()
    const { signal } = left
    set({ tour: { ...noTour, seen: true, part: 'ask' }, view: { dialog: undefined } })
    try {
      await takeTour({ context, needs, tell, end, hold, signal })
    } catch (error) {
      if (!signal.aborted) tell({ part: 'failed', why: toFailureData(error).message })
    }
  }
  return {
    begin,
    end,
    next: () => {
      tell({ paused: false })
      hurry()
    },
    pause: () => tell({ paused: !get().tour.paused }),
  }
}

interface Way {
  readonly context: Context
  readonly needs: Needs
  readonly tell: (tour: Partial<TourState>) => void
  readonly end: () => void
  readonly hold: (ms: number, signal: AbortSignal) => Promise<void>
  readonly signal: AbortSignal
}

async function takeTour(way: Way): Promise<void> {
  const { context, needs, signal } = way
  const { get, store, host } = context
  await context.ready()
  const { samples } = await untilState(store, (s) => s.host.about !== undefined, signal).then((s) => s.host)
  const sample = samples.find((s) => s.file === subject.file) ?? samples[0]
  if (sample === undefined) throw new Error(t('There is no sample to show it with.'))
  // Elsewhere, before or after it has come: what the tour says would be about something else.
  let here = get().document.id
  let opening = false
  const leave = store.subscribe((s) => {
    if (!opening && s.document.id !== here) way.end()
  })
  signal.addEventListener('abort', leave)
  const { project } = await host.createProject({ source: { type: 'sample', file: sample.file } })
  if (signal.aborted) return void (await host.deleteProject({ project }))
  opening = true
  needs.document.open(project, sample.question)
  here = project
  opening = false
  await showIn(way, { project, question: sample.question })
}

/** The parts, one after the other. */
async function showIn(way: Way, asked: Asked): Promise<void> {
  const { context, tell, hold, signal } = way
  await untilState(context.store, (s) => s.document.project?.id === asked.project, signal)
  const running = runOn(way, asked)
  await Promise.all([running, hold(holds.ask, signal)])
  const first = await running
  tell({ part: 'saw', answer: first.answer })
  await hold(holds.saw, signal)
  tell({ part: 'look' })
  await hold(holds.look, signal)
  const look = lookRow(context)
  if (look === undefined) throw new Error(t('The model answered without a look this time.'))
  tell({ part: 'move' })
  await Promise.all([move(way, look, subject.to), hold(holds.move, signal)])
  tell({ part: 'rerun' })
  const from = { branch: first.branch.id, step: look.id }
  const again = runOn(way, { ...asked, from })
  await Promise.all([again, hold(holds.rerun, signal)])
  tell({ part: 'changed', changed: (await again).answer })
}

interface Asked {
  readonly project: string
  readonly question: string
  readonly from?: { readonly branch: string; readonly step: string }
}

/** Runs the built-in model as anybody would, with the settings it was made for, and waits for its answer. */
async function runOn({ context, signal }: Way, asked: Asked) {
  const { host, store, get, set } = context
  const { models } = get().host
  const model = (models.find((m) => m.id === subject.model) ?? models.find((m) => m.server === undefined))?.id
  if (model === undefined) throw new Error(t('There is no model on this machine to show it with.'))
  const made = await host.run({ ...asked, model, settings: defaultSettings }, signal)
  if (signal.aborted) throw new DOMException('', 'AbortError')
  set({
    document: { branch: made.branch },
    selection: { step: undefined, box: undefined },
    editing: { preview: undefined, writing: undefined },
  })
  const branchIn = (s: ReturnType<typeof get>) =>
    s.document.project && branchOf(s.document.project, made.branch)
  const state = await untilState(store, (s) => branchIn(s)?.run.type === 'ended', signal)
  const branch = branchIn(state)
  const project = state.document.project
  if (branch === undefined || project === undefined) throw new Error(t('The run is gone.'))
  if (branch.run.type === 'ended' && branch.run.failure !== undefined)
    throw new Error(branch.run.failure.message)
  return { branch, answer: answerOf(project, branch) }
}

function answerOf(project: Parameters<typeof stepsOf>[0], branch: Branch): string {
  const step = stepsOf(project, branch).findLast((s) => s.type === 'answer')
  if (step?.type !== 'answer') throw new Error(t('The model stopped without an answer.'))
  return step.text.trim()
}

function lookRow({ get }: Context): LookRow | undefined {
  return selectedRows(get()).find((r): r is LookRow => r.type === 'look' && r.step !== undefined)
}

/** Drags the box there, as a hand would, and lets it go. */
async function move({ context, needs, hold, signal }: Way, look: LookRow, to: Box<'image'>): Promise<void> {
  context.set({ selection: { step: look.id, box: look.id } })
  const { region: from } = look
  const still = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches
  if (!still) {
    const start = context.now()
    for (;;) {
      const share = Math.min(1, (context.now() - start) / moveMs)
      const way = share * share * (3 - 2 * share)
      const at = (a: number, b: number) => a + (b - a) * way
      const here = box<'image'>(
        at(from.left, to.left),
        at(from.top, to.top),
        at(from.right, to.right),
        at(from.bottom, to.bottom),
      )
      needs.regions.preview(look.id, here)
      if (share >= 1) break
      await new Promise((resolve) => setTimeout(resolve, frameMs))
      if (signal.aborted) {
        needs.regions.preview(look.id, undefined)
        return hold(0, signal)
      }
    }
  }
  await needs.regions.draft(look.id, to)
}
