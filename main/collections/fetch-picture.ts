/** One picture from the network, because a person clicked on it. Nothing else here ever goes there. */
import { Failure } from '../../app/failure'

const limit = 100e6
const timeoutMs = 60_000

/** The bytes of an http(s) address. @throws Failure `bad-input`, `not-found`, `image-too-large`, `cancelled`. */
export async function fetchPicture(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const { protocol, host } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new Failure('bad-input', `Pictures are fetched over http and https only, not “${protocol}”.`)
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    })
    if (!response.ok)
      throw new Failure('not-found', `${host} does not give the picture: it answered ${response.status}.`)
    return await body(response, host)
  } catch (error) {
    if (error instanceof Failure) throw error
    if (signal.aborted) throw new Failure('cancelled', 'Cancelled.')
    throw new Failure('not-found', `The picture could not be fetched from ${host}.`, String(error))
  }
}

async function body(response: Response, host: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    if (length > limit)
      throw new Failure('image-too-large', `What ${host} sends is larger than ${limit / 1e6} MB.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
