/**
 * What a check of a trace is: one question with yes or no, asked of the corrected steps. Pure; what takes pixels or a model
 * is told what it needs. Source of the questions: VLIR's filters as VLM-R³ describes them (arXiv 2505.16192, section 3):
 * valid and non-redundant boxes, informative crops, reasoning that uses what was seen, answers in the asked form.
 */
import type { Box, Size } from '../geometry/box'
import type { LookStep, Step, StepId, View } from '../trace/step'

/** Something a check found. `step` absent: about the trace as a whole. */
export interface Finding {
  readonly check: CheckId
  readonly step?: StepId
  /** A sentence for the annotator. */
  readonly message: string
}

/** The questions there are; `judge` is asked of a model and not in the registry. */
export type CheckId = 'box' | 'redundant' | 'crop' | 'ignored' | 'answer' | 'judge'

/** A look with what is needed to judge its region. */
export interface LookAt {
  /** The step, or the key of a person's new look. */
  readonly id: StepId
  /** 1-based among the looks. */
  readonly number: number
  readonly region: Box<'image'>
  readonly flags: LookStep['flags']
  /** The crop the model gets; absent: none can be given. */
  readonly view?: View
}

/** How much there is to see in a crop. Of 8-bit grey values. */
export interface CropStats {
  /** Standard deviation, 0..127.5. */
  readonly deviation: number
  /** Entropy of the grey histogram in bits, 0..8. */
  readonly entropy: number
}

/** The trace as checks look at it. */
export interface CheckedTrace {
  readonly image: Size
  readonly question: string
  readonly steps: readonly Step[]
  readonly looks: readonly LookAt[]
  /** Whether the dialect gives crops back at all. */
  readonly givesCrops: boolean
  /** By look id, as far as measured. */
  readonly stats?: Readonly<Record<StepId, CropStats>>
}

/** A check that needs no model. */
export interface Check {
  readonly id: CheckId
  /** Its name in lists and filters. */
  readonly name: string
  /** What it asks, in a sentence. */
  readonly asks: string
  /** Also needs `stats`. */
  readonly pixels?: boolean
  readonly find: (trace: CheckedTrace) => readonly Finding[]
}
