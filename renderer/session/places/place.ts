/**
 * Where in the app one is, as the fragment of an address and back: what a reload, the back button, a copied link and the next
 * start return to. Pure; knows no history and no host.
 */
import { given } from '../../../app/given'
import type { CollectionId } from '../../../app/host/collections'
import type { EvaluationId } from '../../../app/host/evaluations'
import type { DumpId } from '../../../app/host/rollouts'
import type { BranchId, ProjectId } from '../../../app/trace/project'
import type { StepId } from '../../../app/trace/step'
import type { State } from '../state'
import type { Dialog } from '../view/view-state'

/** A project or a trace of a file, and where in it. Without a project: the file alone. */
export interface TracePlace {
  readonly type: 'trace'
  readonly file?: CollectionId
  readonly project?: ProjectId
  readonly branch?: BranchId
  readonly step?: StepId
  /** The branch it is compared with. */
  readonly beside?: BranchId
  readonly reviewing?: true
  /** It is presented. */
  readonly presenting?: true
}

/** Runs over benchmarks; `item`: the row whose details are shown. */
export interface EvaluationPlace {
  readonly type: 'evaluation'
  readonly runs: readonly EvaluationId[]
  readonly item?: string
}

/** Groups of rollouts: of a dump by its position, or of a project by its id. */
export interface RolloutsPlace {
  readonly type: 'rollouts'
  readonly dump?: DumpId
  readonly at?: number
  readonly project?: ProjectId
  readonly group?: string
}

/** Where one is, and the dialog that lies over it. */
export type SessionPlace = ({ readonly type: 'home' } | TracePlace | EvaluationPlace | RolloutsPlace) & {
  readonly dialog?: Dialog
}

/** Dialogs one can return to. What is about a thing at hand (a file's issues, a tool to be read) is none, nor is the palette. */
const lasting: readonly Dialog[] = ['export', 'servers', 'models', 'settings', 'shortcuts']

/** Where a session is. */
export function sessionPlaceOf(state: State): SessionPlace {
  const { dialog } = state.view
  return { ...areaOf(state), ...given({ dialog: lasting.find((d) => d === dialog) }) }
}

function areaOf(state: State): SessionPlace {
  const { view, evaluations, rollouts, document } = state
  switch (view.area.type) {
    case 'evaluation':
      return { type: 'evaluation', runs: evaluations.chosen, ...given({ item: evaluations.item }) }
    case 'rollouts': {
      const { place, dump } = rollouts
      if (place?.type === 'project')
        return { type: 'rollouts', group: place.group, ...given({ project: document.id }) }
      return { type: 'rollouts', ...given({ dump, at: place?.at }) }
    }
    case 'project':
      return traceOf(state)
  }
}

function traceOf({ document, collections, selection, present, view: { mode } }: State): SessionPlace {
  const file = collections.id
  const project = file === undefined ? document.id : collections.row?.project
  if (file === undefined && project === undefined) return { type: 'home' }
  const shown = project !== undefined && document.project?.id === project
  return {
    type: 'trace',
    ...given({ file, project }),
    ...(shown ? given({ branch: document.branch, step: selection.step }) : {}),
    ...given({
      beside: shown && mode.type === 'compare' ? mode.branch : undefined,
      reviewing: mode.type === 'review' || (mode.type === 'compare' && mode.before === 'review') || undefined,
      presenting: (shown && present.on) || undefined,
    }),
  }
}

/** The fragment of an address, with its `#`; of the home page without a dialog it is empty. */
export function fragmentOf(place: SessionPlace): string {
  const { dialog } = place
  const [path, words] = wordsOf(place)
  const query = new URLSearchParams({ ...words, ...given({ dialog }) }).toString()
  const whole = path.map(encodeURIComponent).join('/')
  return whole === '' && query === '' ? '' : `#/${whole}${query === '' ? '' : `?${query}`}`
}

type Words = Readonly<Record<string, string>>

function wordsOf(place: SessionPlace): readonly [readonly string[], Words] {
  switch (place.type) {
    case 'home':
      return [[], {}]
    case 'trace': {
      const { file, project, branch, step, beside, reviewing, presenting } = place
      const path = file === undefined ? ['project'] : ['file', file]
      const mode = presenting === true ? 'present' : reviewing === true ? 'review' : undefined
      return [project === undefined ? path : [...path, project], given({ branch, step, beside, mode })]
    }
    case 'evaluation':
      return [['evaluate', ...place.runs], given({ row: place.item })]
    case 'rollouts': {
      const { dump, at, project, group } = place
      if (project !== undefined && group !== undefined) return [['rollouts', 'project', project, group], {}]
      const path = dump === undefined ? [] : ['dump', dump]
      return [['rollouts', ...path, ...(dump === undefined || at === undefined ? [] : [String(at)])], {}]
    }
  }
}

/** The place a fragment names; undefined where it names none. */
export function placeIn(fragment: string): SessionPlace | undefined {
  if (fragment === '' || fragment === '#') return { type: 'home' }
  const found = /^#\/([^?]*)(?:\?(.*))?$/s.exec(fragment)
  const path = pathIn(found?.[1])
  if (found === null || path === undefined) return undefined
  const words = new URLSearchParams(found[2] ?? '')
  const area = areaIn(path, words)
  const dialog = lasting.find((d) => d === words.get('dialog'))
  return area === undefined ? undefined : { ...area, ...given({ dialog }) }
}

function pathIn(text = ''): readonly string[] | undefined {
  try {
    return text === '' ? [] : text.split('/').map(decodeURIComponent)
  } catch {
    return undefined
  }
}

function areaIn(path: readonly string[], words: URLSearchParams): SessionPlace | undefined {
  const [area, ...rest] = path
  const word = (name: string) => words.get(name) ?? undefined
  const [first, second, third] = rest
  switch (area) {
    case undefined:
      return { type: 'home' }
    case 'project':
    case 'file': {
      if (first === undefined) return undefined
      const at = area === 'file' ? given({ file: first, project: second }) : { project: first }
      const reviewing = word('mode') === 'review' || undefined
      const presenting = word('mode') === 'present' || undefined
      const where = {
        ...{ branch: word('branch'), step: word('step'), beside: word('beside') },
        ...{ reviewing, presenting },
      }
      return { type: 'trace', ...at, ...given(where) }
    }
    case 'evaluate':
      return { type: 'evaluation', runs: rest, ...given({ item: word('row') }) }
    case 'rollouts': {
      if (first === 'project') return { type: 'rollouts', ...given({ project: second, group: third }) }
      const at = third !== undefined && /^\d{1,9}$/.test(third) ? Number(third) : undefined
      return { type: 'rollouts', ...given({ dump: second, at }) }
    }
    default:
      return undefined
  }
}

/** The same place with nothing over it. */
export function withoutDialog({ dialog: _, ...place }: SessionPlace): SessionPlace {
  return place
}

/** What a step back undoes even where it only says more: a dialog, a comparison, a review, a row's details. */
const opened = new Set(['dialog', 'beside', 'reviewing', 'presenting', 'item'])

/**
 * Whether going from one place to the other is worth a step back: not where the second only says more of the first (a project
 * that has come with its branch), nor from one step of a trace to the next.
 */
export function isFarther(from: SessionPlace, to: SessionPlace): boolean {
  const [before, after] = [namedIn(from), namedIn(to)]
  const names = new Set([...before.keys(), ...after.keys()].filter((name) => name !== 'step'))
  return [...names].some((name) => {
    const was = before.get(name)
    return was !== after.get(name) && (was !== undefined || opened.has(name))
  })
}

/** All that a place says, each as text; lists that are empty say nothing. */
function namedIn(place: SessionPlace): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(place)
      .map(([name, value]) => [name, String(value)] as const)
      .filter(([, v]) => v !== ''),
  )
}
