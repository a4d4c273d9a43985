/** Commands of review mode: single keys that count only there, before those of the window, and never while someone types. */
import { isRunning } from '../session/rows'
import { unitRow } from '../session/correcting'
import { caretIn } from '../session/caret'
import { canReview } from '../session/review'
import { selectedWords } from '../session/correcting'
import type { State } from '../session/state'
import type { Command } from './command'

const review = { menu: 'review', scope: 'review', enabled: canReview } as const
const canEdit = (s: State) => canReview(s) && !isRunning(s)
const edit = { ...review, enabled: canEdit } as const
const onStep = (s: State) => canEdit(s) && unitRow(s) !== undefined

const tagCommands = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
  (n) =>
    ({
      ...review,
      id: `tag-${n}`,
      title: `Failure tag ${n}`,
      keys: [String(n)],
      enabled: (s) => canReview(s) && s.failureTags[n - 1] !== undefined,
      perform: (s) => {
        const tag = s.get().failureTags[n - 1]
        if (tag !== undefined) s.toggleTag(tag)
      },
    }) as const satisfies Command,
)

export const reviewCommands = [
  {
    id: 'review',
    title: 'Review mode on or off',
    keys: ['Q'],
    menu: 'view',
    scope: 'window',
    enabled: (s) => s.reviewing || s.projectId !== undefined || (s.projects?.length ?? 0) > 0,
    perform: (s) => (s.get().reviewing ? s.stopReview() : s.startReview()),
  },
  { ...review, id: 'accept', title: 'Accept', keys: ['A'], perform: (s) => void s.decide('accepted') },
  { ...review, id: 'reject', title: 'Reject', keys: ['X'], perform: (s) => void s.decide('rejected') },
  { ...review, id: 'skip', title: 'Skip', keys: ['S', 'Space'], perform: (s) => void s.decide('skipped') },
  { ...review, id: 'flag', title: 'Flag', keys: ['F'], perform: (s) => void s.decide('flagged') },
  {
    ...review,
    id: 'accept-next',
    title: 'Keep what is typed, accept, next',
    keys: ['Mod+Enter'],
    scope: 'review-typing',
    perform: (s) => void s.decide('accepted'),
  },
  {
    ...review,
    id: 'review-next',
    title: 'Next of the queue',
    keys: ['N'],
    perform: (s) => void s.advanceReview(),
  },
  {
    ...review,
    id: 'review-back',
    title: 'Back to where you were',
    keys: ['B'],
    perform: (s) => void s.backReview(),
  },
  {
    ...edit,
    id: 'redraw-region',
    title: 'Redraw the region',
    keys: ['R'],
    perform: (s) => s.startDrawing('region'),
  },
  { ...edit, id: 'insert-look', title: 'Insert a look', keys: ['I'], perform: (s) => s.startDrawing('look') },
  {
    ...review,
    id: 'draw-gold',
    title: 'Draw where the answer really stands',
    keys: ['G'],
    perform: (s) => s.startDrawing('gold'),
  },
  {
    ...review,
    id: 'stop-drawing',
    title: 'Stop drawing',
    keys: ['Escape'],
    enabled: (s) => canReview(s) && s.tool === 'draw',
    perform: (s) => s.setTool('select'),
  },
  { ...edit, id: 'rewrite', title: 'Rewrite the thought', keys: ['E'], perform: (s) => s.rewriteStep() },
  {
    ...edit,
    id: 'insert-thought',
    title: 'Insert a thought',
    keys: ['T'],
    perform: (s) => s.insertThought(),
  },
  { ...edit, id: 'fix-answer', title: 'Fix the answer', keys: ['W'], perform: (s) => s.writeAnswer() },
  {
    ...edit,
    id: 'merge-step',
    title: 'Merge with the next step',
    keys: ['M'],
    enabled: onStep,
    perform: (s) => void s.mergeStep(),
  },
  {
    ...edit,
    id: 'split-step',
    title: 'Split the thought where you clicked',
    keys: ['/', 'K'],
    enabled: onStep,
    perform: (s) => void s.splitStep(caretIn(s.get().step, selectedWords(s.get())) ?? 0),
  },
  {
    ...edit,
    id: 'split-typing',
    title: 'Split the thought at the cursor',
    keys: ['Mod+/'],
    scope: 'review-typing',
    enabled: (s) => canEdit(s) && s.writing !== undefined,
    perform: (s) => void s.splitStep(caretIn(s.get().writing?.id, s.get().writing?.text) ?? 0),
  },
  {
    ...edit,
    id: 'remove-step',
    title: 'Remove the step, or bring it back',
    keys: ['Delete', 'Backspace'],
    enabled: onStep,
    perform: (s) => void s.removeStep(),
  },
  {
    ...edit,
    id: 'step-up',
    title: 'Move the step up',
    keys: ['Alt+ArrowUp'],
    perform: (s) => void s.moveStep(-1),
  },
  {
    ...edit,
    id: 'step-down',
    title: 'Move the step down',
    keys: ['Alt+ArrowDown'],
    perform: (s) => void s.moveStep(1),
  },
  {
    ...review,
    id: 'write-note',
    title: 'Write a note',
    keys: ['O'],
    perform: () => document.querySelector<HTMLElement>('#review-note')?.focus(),
  },
  {
    ...review,
    id: 'write-gold',
    title: 'Write the right answer',
    keys: ['Y'],
    perform: () => document.querySelector<HTMLElement>('#review-gold')?.focus(),
  },
  {
    ...review,
    id: 'review-undo',
    title: 'Undo, also across traces',
    keys: ['Mod+Z'],
    // Also while the next trace is still being fetched: a slip is seen the moment it is made.
    enabled: (s) => s.reviewing && s.annotator !== undefined,
    perform: (s) => void s.settle().then(() => s.undoReview()),
  },
  ...tagCommands,
] as const satisfies readonly Command[]
