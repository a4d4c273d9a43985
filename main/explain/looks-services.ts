/** Batches of looks put together: jobs over a book, and their part of the contract. */
import type { Shell } from '../shell/shell'
import { looksAbilities } from './looks-abilities'
import { createLooksJobs, type LooksParts } from './looks-jobs'

/** Batches, running. */
export interface LooksServices {
  readonly abilities: ReturnType<typeof looksAbilities>
  readonly close: () => Promise<void>
}

/** Everything about batches of looks. */
export async function composeLooks(
  options: LooksParts & { readonly shell: Pick<Shell, 'chooseSave'> },
): Promise<LooksServices> {
  const jobs = await createLooksJobs(options)
  return { abilities: looksAbilities({ ...options, jobs }), close: jobs.close }
}
