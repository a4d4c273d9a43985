/** What a failure is as an HTTP status: one table for the app's own addresses and for the API of other tools. */
import type { FailureCode } from '../../app/failure'

const statuses: Readonly<Record<FailureCode, number>> = {
  'bad-input': 400,
  'unsure-encoding': 400,
  'image-unreadable': 415,
  denied: 403,
  'private-address': 403,
  'not-found': 404,
  // Somebody else works on the same thing; a client that tries again later may be lucky.
  busy: 409,
  conflict: 409,
  'image-too-large': 413,
  // Asked for and then left: nobody reads this status (nginx's own number for it).
  cancelled: 499,
  'model-failed': 500,
  internal: 500,
  disconnected: 502,
  'model-unavailable': 503,
  // Until a person opens it anyway.
  'left-out': 503,
  'engine-died': 503,
  'disk-full': 507,
}

/** The status to answer with. */
export function statusOf(code: FailureCode): number {
  return statuses[code]
}
