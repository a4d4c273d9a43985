/** What a person says of a trace besides the verdict: failure tags, a note, the right answer and where it stands. */
import type { Box } from '../../../app/geometry/box'
import { given } from '../../../app/given'
import type { Review, StepVerdict } from '../../../app/trace/review'
import type { StepId } from '../../../app/trace/step'
import { t } from '../../language/text'
import { stepVerdictWords } from '../../words/review'
import type { Context } from '../context'
import { selectedRows, unitRow, type Row } from '../document/rows'
import { announce } from '../notices/notices'
import type { State } from '../state'
import { isJudged } from './review-rows'
import { ownReview } from './review-target'
import type { ReviewWriter } from './review-writer'

/** Marks of the open branch. */
export function createMarks(context: Context, writer: ReviewWriter) {
  const { get, set, memory } = context
  const rateStep = (id: StepId, verdict: StepVerdict): boolean => {
    const { [id]: before, ...others } = ownReview(get())?.steps ?? {}
    const said = before !== verdict
    void writer.write({ steps: said ? { ...others, [id]: verdict } : others })
    return said
  }
  return {
    toggleTag: (tag: string) => {
      const tags = ownReview(get())?.tags ?? []
      void writer.write({ tags: tags.includes(tag) ? tags.filter((t) => t !== tag) : [...tags, tag] })
    },
    /** Says how good the selected step is and goes on to the next; the same once more takes it back and stays. */
    rateStep: (verdict: StepVerdict) => {
      const row = unitRow(get())
      if (row === undefined || !isJudged(row)) return
      const said = rateStep(row.id, verdict)
      announce(context, said ? t(stepVerdictWords[verdict]) : t('Verdict on the step removed'))
      const next = said ? nextUnit(get(), row) : undefined
      if (next !== undefined) set({ selection: { step: next.id, box: undefined } })
    },
    /** The same of one step, wherever one is; whether it is said now. */
    rate: rateStep,
    /** Points for a criterion of the rubric; undefined takes them back. */
    score: (criterion: string, points: number | undefined) => {
      const { [criterion]: _before, ...others } = ownReview(get())?.scores ?? {}
      void writer.write({ scores: points === undefined ? others : { ...others, [criterion]: points } })
    },
    setFailureTags: (failureTags: readonly string[]) => {
      memory.setItem('relook-failure-tags', JSON.stringify(failureTags))
      set({ review: { failureTags } })
    },
    writeNote: (note: string) => writer.type({ note }),
    writeGold: (gold: string) => writer.type({ gold }),
    addGoldBox: (box: Box<'image'>) =>
      writer.write({ goldBoxes: [...(ownReview(get())?.goldBoxes ?? []), box] }),
    removeGoldBox: (index: number) =>
      writer.write({ goldBoxes: (ownReview(get())?.goldBoxes ?? []).filter((_, i) => i !== index) }),
    /** Ends a disagreement: mine stays, or theirs is taken over. */
    settleWith: (other: Review, take: 'mine' | 'theirs') => {
      const settles = [...new Set([...(ownReview(get())?.settles ?? []), other.by])]
      const { verdict, tags, gold, goldBoxes, steps, scores } = other
      const theirs = { tags, goldBoxes, ...given({ verdict, gold, steps, scores }) }
      return writer.write(take === 'mine' ? { settles } : { ...theirs, settles })
    },
  }
}

/** The next step that can be judged: crops belong to their looks. */
function nextUnit(state: State, row: Row): Row | undefined {
  const rows = selectedRows(state)
  return rows.slice(rows.findIndex((r) => r.id === row.id) + 1).find(isJudged)
}
