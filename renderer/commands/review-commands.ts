/** Commands of review mode: single keys that count only there, before those of the window, and never while someone types. */
import { msg } from '../../app/message'
import { isJudged } from '../session/review/review-rows'
import { differingReview } from '../session/review/differing'
import { isRunning, unitRow } from '../session/document/rows'
import type { StepVerdict } from '../../app/trace/review'
import type { Session } from '../session/session'
import type { State } from '../session/state'
import type { CommandEntry } from './command'
import { isReviewing, withoutComparison } from '../session/view/mode'
import { canReview, knownGold } from '../session/review/review-target'

const review = { menu: 'review', scope: 'review', area: 'project', enabled: canReview } as const
const canEdit = (s: State) => canReview(s) && !isRunning(s)
const edit = { ...review, enabled: canEdit } as const
/** In review mode, also while two branches are compared. */
const inReview = (s: State) => withoutComparison(s.view.mode).type === 'review'
const inQueue = (s: State) => s.queue.id !== undefined && s.review.annotator !== undefined
const onStep = (s: State) => canEdit(s) && unitRow(s) !== undefined

const rating = { ...review, enabled: (s: State) => canReview(s) && isJudged(unitRow(s)) } as const
const rate = (verdict: StepVerdict) => (s: Session) => s.review.rateStep(verdict)

const differing = {
  ...review,
  enabled: (s: State) => canReview(s) && differingReview(s) !== undefined,
} as const
const settle = (take: 'mine' | 'theirs') => (s: Session) => {
  const other = differingReview(s.get())
  if (other !== undefined) void s.review.settleWith(other, take)
}

const tagCommands = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
  (n) =>
    ({
      ...review,
      id: `tag-${n}`,
      title: msg('Failure tag {n}'),
      places: { n },
      keys: [String(n)],
      enabled: (s) => canReview(s) && s.review.failureTags[n - 1] !== undefined,
      perform: (s) => {
        const tag = s.get().review.failureTags[n - 1]
        if (tag !== undefined) s.review.toggleTag(tag)
      },
    }) as const satisfies CommandEntry,
)

export const reviewCommands = [
  {
    id: 'review',
    area: 'project',
    title: msg('Review mode on or off'),
    keys: ['Q'],
    menu: 'view',
    enabled: (s) => inReview(s) || s.document.id !== undefined || (s.host.projects?.length ?? 0) > 0,
    perform: (s) => (inReview(s.get()) ? s.review.stop() : s.review.start()),
  },
  {
    ...differing,
    id: 'keep-mine',
    title: msg('Where another differs: keep mine'),
    keys: ['Shift+K'],
    perform: settle('mine'),
  },
  {
    ...differing,
    id: 'use-theirs',
    title: msg('Where another differs: use theirs'),
    keys: ['Shift+U'],
    perform: settle('theirs'),
  },
  {
    ...review,
    id: 'accept',
    title: msg('Accept'),
    keys: ['A'],
    perform: (s) => void s.review.decide('accepted'),
  },
  {
    ...review,
    id: 'reject',
    title: msg('Reject'),
    keys: ['X'],
    perform: (s) => void s.review.decide('rejected'),
  },
  {
    ...review,
    id: 'skip',
    title: msg('Skip'),
    keys: ['S', 'Space'],
    perform: (s) => void s.review.decide('skipped'),
  },
  { ...review, id: 'flag', title: msg('Flag'), keys: ['F'], perform: (s) => void s.review.decide('flagged') },
  {
    ...review,
    id: 'accept-next',
    title: msg('Save, accept and go to next'),
    keys: ['Mod+Enter'],
    scope: 'review-typing',
    perform: (s) => void s.review.decide('accepted'),
  },
  {
    ...review,
    id: 'review-next',
    title: msg('Next in queue'),
    keys: ['N'],
    perform: (s) => void s.review.advance(),
  },
  {
    ...review,
    id: 'review-back',
    title: msg('Back to where you were'),
    keys: ['B'],
    perform: (s) => void s.review.back(),
  },
  {
    ...edit,
    id: 'redraw-region',
    title: msg('Redraw the region'),
    keys: ['R'],
    perform: (s) => s.regions.startDrawing('region'),
  },
  {
    ...edit,
    id: 'four-points',
    title: msg('Draw the box by four extreme points'),
    keys: ['Shift+R'],
    // For what is being drawn already, else another place for the look.
    perform: (s) => {
      const { tool, drawing } = s.get().editing
      s.regions.startDrawing(tool === 'select' ? 'region' : drawing, 'extreme')
    },
  },
  {
    ...edit,
    id: 'insert-look',
    title: msg('Insert a look'),
    keys: ['I'],
    perform: (s) => s.regions.startDrawing('look'),
  },
  {
    ...review,
    id: 'draw-gold',
    title: msg('Draw ground-truth box'),
    keys: ['G'],
    perform: (s) => s.regions.startDrawing('gold'),
  },
  {
    ...review,
    id: 'stop-drawing',
    title: msg('Stop drawing'),
    keys: ['Escape'],
    enabled: (s) => canReview(s) && s.editing.tool !== 'select',
    perform: (s) => s.regions.setTool('select'),
  },
  {
    ...edit,
    id: 'rewrite',
    title: msg('Rewrite the thought'),
    keys: ['E'],
    perform: (s) => s.writing.rewrite(),
  },
  {
    ...edit,
    id: 'insert-thought',
    title: msg('Insert a thought'),
    keys: ['T'],
    perform: (s) => s.writing.insertThought(),
  },
  {
    ...edit,
    id: 'fix-answer',
    title: msg('Fix the answer'),
    keys: ['W'],
    perform: (s) => s.writing.answer(),
  },
  {
    ...edit,
    id: 'take-gold',
    title: msg('Take the right answer as the answer'),
    keys: ['J', 'Shift+W'],
    enabled: (s) => canEdit(s) && knownGold(s) !== undefined,
    perform: (s) => void s.writing.takeGold(knownGold(s.get())),
  },
  {
    ...edit,
    id: 'merge-step',
    title: msg('Merge with the next step'),
    keys: ['M'],
    enabled: onStep,
    perform: (s) => void s.steps.merge(),
  },
  {
    ...edit,
    id: 'split-step',
    title: msg('Split the thought where you clicked'),
    keys: ['/', 'K'],
    enabled: onStep,
    perform: (s) => void s.steps.split(),
  },
  {
    ...edit,
    id: 'split-typing',
    title: msg('Split the thought at the cursor'),
    keys: ['Mod+/'],
    scope: 'review-typing',
    enabled: (s) => canEdit(s) && s.editing.writing !== undefined,
    perform: (s) => void s.steps.split(),
  },
  {
    ...edit,
    id: 'remove-step',
    title: msg('Remove or restore the step'),
    keys: ['Delete', 'Backspace'],
    enabled: onStep,
    perform: (s) => void s.steps.remove(),
  },
  { ...rating, id: 'step-good', title: msg('The step is good'), keys: ['+', '='], perform: rate('good') },
  { ...rating, id: 'step-neutral', title: msg('The step is neutral'), keys: ['0'], perform: rate('neutral') },
  { ...rating, id: 'step-bad', title: msg('The step is bad'), keys: ['-'], perform: rate('bad') },
  {
    ...edit,
    id: 'step-up',
    title: msg('Move the step up'),
    keys: ['Alt+ArrowUp'],
    perform: (s) => void s.steps.move(-1),
  },
  {
    ...edit,
    id: 'step-down',
    title: msg('Move the step down'),
    keys: ['Alt+ArrowDown'],
    perform: (s) => void s.steps.move(1),
  },
  {
    ...review,
    id: 'queue-setup',
    title: msg('Queue: instructions, rubric, people…'),
    enabled: inQueue,
    perform: (s) => s.queue.show('instructions'),
  },
  {
    ...review,
    id: 'queue-progress',
    title: msg('Progress of annotators…'),
    enabled: inQueue,
    perform: (s) => s.queue.show('progress'),
  },
  {
    ...review,
    id: 'write-note',
    title: msg('Write a note'),
    keys: ['O'],
    perform: (s) => s.view.focusField('note'),
  },
  {
    ...review,
    id: 'score-rubric',
    title: msg('Score by the rubric'),
    keys: ['C'],
    enabled: (s) => canReview(s) && s.queue.kept.setup.rubric.length > 0,
    perform: (s) => s.view.focusField('rubric'),
  },
  {
    ...review,
    id: 'write-gold',
    title: msg('Write the right answer'),
    keys: ['Y'],
    perform: (s) => s.view.focusField('gold'),
  },
  {
    ...review,
    id: 'review-undo',
    title: msg('Undo, also across traces'),
    keys: ['Mod+Z'],
    // Also while the next trace is still being fetched: a slip is seen the moment it is made.
    enabled: (s) => isReviewing(s) && s.review.annotator !== undefined,
    // A point that was just set goes first.
    perform: (s) => (s.get().editing.points.length > 0 ? s.regions.takePoint() : void s.review.undo()),
  },
  ...tagCommands,
] as const satisfies readonly CommandEntry[]
