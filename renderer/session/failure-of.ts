/** Failures that come back to the form that asked, instead of being shown as a notice. */
import { toFailureData, type FailureData } from '../../app/failure'

/** Does something; resolves to why it failed, undefined when it did not. */
export async function failureOf(work: () => Promise<unknown>): Promise<FailureData | undefined> {
  const answer = await workResultOf(work)
  return 'failure' in answer ? answer.failure : undefined
}

/** What came of a question that a form asked. */
export type WorkResult<T> = { readonly value: T } | { readonly failure: FailureData }

/** Asks; resolves to the answer or to why there is none. */
export async function workResultOf<T>(work: () => Promise<T>): Promise<WorkResult<T>> {
  try {
    return { value: await work() }
  } catch (error) {
    return { failure: toFailureData(error) }
  }
}
