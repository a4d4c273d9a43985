/** How the window is shown: which part of it, in which mode, and what lies over it. Plain data; nothing of a project. */
import type { Theme } from '../../../app/host/desktop'
import type { LanguageChoice, LanguageId } from '../../language/spoken'
import type { ProjectOrder } from '../host/project-kinds'
import type { BranchId } from '../../../app/trace/project'

/** Sizes of all texts, in percent. */
export const textSizes = [90, 100, 115, 130, 150] as const
export type TextSize = (typeof textSizes)[number]
export type Dialog =
  | 'settings'
  | 'sample'
  | 'export'
  | 'share'
  | 'servers'
  | 'models'
  | 'duel'
  | 'shortcuts'
  | 'palette'
  | 'issues'
  | 'triage'
  | 'looks'
  | 'readers'
  | 'queue'

/** Fields that have a key. */
export type FieldName = 'search' | 'note' | 'gold' | 'rubric' | 'title'

/** What fills the window: projects and traces, runs over benchmarks, or groups of rollouts. */
export type Area =
  { readonly type: 'project' } | { readonly type: 'evaluation' } | { readonly type: 'rollouts' }

/** What the right column is for. Comparing goes back to what was there before it. */
export type Mode =
  | { readonly type: 'transcript' }
  | { readonly type: 'review' }
  | { readonly type: 'compare'; readonly branch: BranchId; readonly before: 'transcript' | 'review' }

export interface ViewState {
  readonly area: Area
  readonly mode: Mode
  readonly theme: Theme
  readonly textSize: TextSize
  /** Of the list of projects. */
  readonly projectOrder: ProjectOrder
  /** As chosen; `spoken` follows when its texts are there. */
  readonly language: LanguageChoice
  /** The language the texts are in: what shows them is drawn again when it changes. */
  readonly spoken: LanguageId
  readonly zoom: number
  /** The selected region fills the view; once more shows the whole image. */
  readonly framed: boolean
  /** While a key is held: the image alone. */
  readonly hideBoxes: boolean
  readonly dialog: Dialog | undefined
  /** Menus, lists and pop-ups that are open and take the keys. */
  readonly overlays: number
  readonly drawer: boolean
  /** Too narrow for the right column: it is a drawer. */
  readonly narrow: boolean
  /** The same of the left column. */
  readonly slim: boolean
  readonly leftDrawer: boolean
  /** Chords a person set, by command; empty: none. */
  readonly keys: Readonly<Record<string, string>>
  /** Columns that a person wants to see where there is room for them. */
  readonly left: boolean
  readonly right: boolean
  readonly tokenColours: boolean
  /** Of the open trace only the selected step is shown, on the image and as text. */
  readonly onlyStep: boolean
  /** How many times brighter the image is on the screen. From trace to trace, until one takes it back. */
  readonly brightness: number
  /** The field that a command asked to be gone to, and how often: each time counts. */
  readonly wanted: { readonly field: FieldName; readonly times: number } | undefined
}

/** As the window begins. */
export const noView: ViewState = {
  area: { type: 'project' },
  mode: { type: 'transcript' },
  theme: 'system',
  textSize: 100,
  projectOrder: 'changed',
  language: 'system',
  spoken: 'en',
  zoom: 1,
  framed: false,
  hideBoxes: false,
  dialog: undefined,
  overlays: 0,
  drawer: false,
  narrow: false,
  slim: false,
  leftDrawer: false,
  keys: {},
  left: true,
  right: true,
  tokenColours: false,
  onlyStep: false,
  brightness: 1,
  wanted: undefined,
}
