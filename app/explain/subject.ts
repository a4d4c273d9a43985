/** What is explained: a branch with the model that is asked about it, whoever wrote it. Pure. */
import type { Dialect } from '../dialects/dialect'
import { given } from '../given'
import { inTurn } from '../reasoning/manner'
import { toMessages } from '../reasoning/messages'
import type { ModelMessage, Model } from '../reasoning/model'
import type { SizedImage } from '../reading/place'
import type { Manner } from '../trace/manner'
import type { Settings } from '../trace/project'
import type { Step, View } from '../trace/step'

/** A trace as the asked model has it. */
export interface Subject {
  readonly model: Model
  readonly dialect: Dialect
  readonly image: SizedImage
  readonly view: View
  readonly question: string
  readonly settings: Settings
  readonly manner?: Manner
  readonly steps: readonly Step[]
}

/** What of it the model is shown: the overview, and steps with their crops. */
export interface ShownSteps {
  readonly view: View
  readonly steps: readonly Step[]
}

/** A subject as messages, with this shown. */
export function messagesOf(subject: Subject, seen: ShownSteps): readonly ModelMessage[] {
  const { dialect, question, settings, manner, image } = subject
  return toMessages(dialect, {
    question,
    size: image.size,
    looks: settings.maxLooks > 0,
    plain: settings.plainQuestion === true,
    ...given({ manner }),
    ...seen,
  })
}

/**
 * Asks how likely its words are; undefined where the model does not say. That is read off the end of a turn that is open: not where the
 * branch was run by asking to go on, or with native calls.
 */
export function scoreOf({ model, manner = inTurn }: Pick<Subject, 'model' | 'manner'>): Model['score'] {
  return manner.unfinished === 'asked' || manner.crops === 'call' ? undefined : model.score
}
