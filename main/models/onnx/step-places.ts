/**
 * While a hybrid decoder writes, its cache is kept where a step begins: a re-run that moves a region or edits an answer goes on from there.
 * A mark may be spread over several tokens; the place that counts is before the first of them.
 */
import { createMarkWatch } from './marks'
import type { HeldCache, ModelParts, Work } from './parts'
import type { KvCache } from './kv'
import { readBy } from './sequence'

export interface StepPlaces {
  /** Whether a step may begin with this token: a guess ends before it, since within a run nothing can be kept. */
  readonly mayBegin: (id: number) => boolean
  /** The token that was written last, before it is read. */
  readonly met: (written: readonly number[], text: string) => Promise<void>
  /** Nothing more is written. */
  readonly close: () => void
}

/** `catchUp`: reads what is written and unread but the last token. Undefined where caches can be cut, or are not kept. */
export function createStepPlaces(
  { hybrid, checkpoints, tokenizer }: Pick<ModelParts, 'hybrid' | 'checkpoints' | 'tokenizer'>,
  { request, sequence }: Pick<Work, 'request' | 'sequence'>,
  {
    held,
    catchUp,
  }: { readonly held: HeldCache; readonly catchUp: (written: readonly number[]) => Promise<void> },
): StepPlaces | undefined {
  const { marks = [] } = request
  if (!hybrid || !request.reuse || marks.length === 0) return undefined
  const watch = createMarkWatch(marks)
  let open: KvCache | undefined
  const close = () => {
    if (open !== undefined) checkpoints.release(open)
    open = undefined
  }
  return {
    mayBegin: (id) => watch.mayBegin(tokenizer.textOf(id)),
    met: async (written, text) => {
      const seen = watch.wrote(text)
      if (seen === 'none') return close()
      // Where the segment begins the cache is kept already.
      if (written.length === 1) return
      if (open === undefined) {
        await catchUp(written)
        open = checkpoints.hold(held.cache)
      }
      if (seen === 'open') return
      checkpoints.save(readBy(open, sequence, written), open)
      close()
    },
    close,
  }
}
