/** Every check that needs no model. One file each, one line here. */
import { answerCheck } from './answer'
import { boxCheck } from './box'
import type { Check, CheckedTrace, Finding } from './check'
import { cropCheck } from './crop'
import { ignoredCheck } from './ignored'
import { redundantCheck } from './redundant'

/** The checks, in the order in which their findings are listed. */
export const checks = [
  boxCheck,
  redundantCheck,
  cropCheck,
  ignoredCheck,
  answerCheck,
] as const satisfies readonly Check[]

/** What all of them find, in the order of the list. */
export function findAll(trace: CheckedTrace): readonly Finding[] {
  return checks.flatMap((check: Check) => check.find(trace))
}

export type { Check, CheckedTrace, CropStats, Finding } from './check'
