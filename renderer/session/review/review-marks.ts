/** What a person says of a trace besides the verdict: failure tags, a note, the right answer and where it stands. */
import type { Box } from '../../../app/geometry/box'
import { given } from '../../../app/given'
import type { Review } from '../../../app/trace/review'
import type { Context } from '../context'
import { ownReview } from './review-target'
import type { ReviewWriter } from './review-writer'

/** Marks of the open branch. */
export function createMarks({ get, set, memory }: Context, writer: ReviewWriter) {
  return {
    toggleTag: (tag: string) => {
      const tags = ownReview(get())?.tags ?? []
      void writer.write({ tags: tags.includes(tag) ? tags.filter((t) => t !== tag) : [...tags, tag] })
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
      const { verdict, tags, gold, goldBoxes } = other
      const theirs = { tags, goldBoxes, ...given({ verdict, gold }) }
      return writer.write(take === 'mine' ? { settles } : { ...theirs, settles })
    },
  }
}
