/**
 * One image from the network, because a person clicked on it. Nothing else here ever goes there, and the click alone never goes
 * to this machine or the local network: that a person says with a second one.
 */
import { Failure } from '../../app/failure'
import { bodyWithin, createGuarded, webAddress } from '../net/guarded-fetch'

const limit = 100e6
const timeoutMs = 60_000

export interface ImageAsk {
  /** A person said that the address may be a private one. Where it redirects to may not, all the same. */
  readonly privately: boolean
  readonly signal: AbortSignal
}

/** The bytes of an http(s) address. @throws Failure `bad-input`, `private-address`, `not-found`, `cancelled`. */
export async function fetchImage(url: string, { privately, signal }: ImageAsk): Promise<Uint8Array> {
  const { host, origin } = webAddress(url)
  const guarded = createGuarded({ trusted: (other) => privately && other === origin, idleMs: timeoutMs })
  try {
    const timed = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const response = await guarded.get(url, { signal: timed })
    if (!response.ok)
      throw new Failure('not-found', `${host} does not give the image: it answered ${response.status}.`)
    return await bodyWithin(response, limit)
  } catch (error) {
    if (error instanceof Failure) throw error
    if (signal.aborted) throw new Failure('cancelled', 'Cancelled.')
    throw new Failure('not-found', `The image could not be fetched from ${host}.`, String(error))
  }
}
