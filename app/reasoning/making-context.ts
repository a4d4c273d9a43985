/** What a person's changes are made into steps with. */
import type { Author } from '../trace/step'
import type { SegmentContext } from './segment'

/** What steps are made with; `by`: the name of the person who changed them, where it is known. */
export type MakingContext = SegmentContext & {
  readonly by?: string
  /** The id of the step that something new becomes, by its draft's key; absent: a new id. */
  readonly idOf?: (key: string) => string
}

/** Who makes these steps. */
export function person({ by }: Pick<MakingContext, 'by'>): Author {
  return by === undefined ? { type: 'person' } : { type: 'person', name: by }
}
