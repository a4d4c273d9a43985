/** Sends a file's bytes to the main side. XMLHttpRequest, because fetch cannot tell how far an upload is. */
import { uploadAddress } from '../app/addresses'
import { Failure, fromFailureData, type FailureData } from '../app/failure'
import type { ImageRef } from '../app/trace/project'

/** Resolves to the image's id. @throws Failure as the main side says, or `disconnected`. */
export function uploadImage(
  file: File,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const request = new XMLHttpRequest()
  return new Promise((resolve, reject) => {
    request.open('POST', uploadAddress)
    request.setRequestHeader('x-name', encodeURIComponent(file.name === '' ? 'pasted image' : file.name))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', (e) => e.lengthComputable && onProgress(e.loaded / e.total))
    request.upload.addEventListener('load', () => onProgress(1))
    request.addEventListener('load', () => {
      const body = bodyOf(request.responseText)
      if (request.status < 300 && body !== undefined && 'id' in body) resolve(body.id)
      else if (body !== undefined && 'code' in body) reject(fromFailureData(body))
      else reject(new Failure('internal', `The image was refused (${request.status}).`))
    })
    request.addEventListener('error', () =>
      reject(new Failure('disconnected', 'The image could not be sent: Relook’s server cannot be reached.')),
    )
    request.addEventListener('abort', () => reject(new Failure('cancelled', 'Cancelled.')))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

/** Our own main side answers with one of two shapes; anything else (a proxy's page) is undefined. */
function bodyOf(text: string): ImageRef | FailureData | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as ImageRef | FailureData) : undefined
  } catch {
    return undefined
  }
}
