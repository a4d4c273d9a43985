/** What is explained: a branch with the model that is asked about it, whoever wrote it. Types only. */
import type { Dialect } from '../dialects/dialect'
import type { Model } from '../reasoning/model'
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
