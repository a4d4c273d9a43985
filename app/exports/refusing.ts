/** What a trace cannot be written for, as a reason instead of an error. Pure. */
import { Failure } from '../failure'
import { bad, type Result } from '../result'

/** What the work gives; a failure of it is why there is nothing. Other errors are thrown. */
export function refusing<T>(work: () => Result<T>): Result<T> {
  try {
    return work()
  } catch (error) {
    if (error instanceof Failure) return bad({ message: error.message })
    throw error
  }
}
