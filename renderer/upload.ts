/** Sends a file's bytes to the main side. XMLHttpRequest, because fetch cannot tell how far an upload is. */
import { parsedJson } from '../app/json'
import { uploadAddress, uploadsAddress } from '../app/addresses'
import { Failure, fromFailureData, type FailureData } from '../app/failure'
import type { ImageRef } from '../app/trace/project'
import type { Transfer, UploadPlace } from './session/context'
import { t } from './language/text'

/** Resolves to the image's id. @throws Failure as the main side says, or `disconnected`. */
export async function uploadImage(file: File, { progress, signal }: Transfer): Promise<string> {
  const share = (bytes: number) => progress(file.size === 0 ? 1 : bytes / file.size)
  const answer = await post<ImageRef>(uploadAddress, file, { progress: share, signal })
  if ('id' in answer) return answer.id
  throw new Failure('internal', 'The image was refused.')
}

/** Resolves to the upload's id. The browser reads the file piece by piece. @throws Failure as above. */
export async function uploadBeside(
  file: File,
  { name, upload }: UploadPlace,
  transfer: Transfer,
): Promise<string> {
  const answer = await post<{ upload: string }>(uploadsAddress(name, upload), file, transfer)
  if ('upload' in answer) return answer.upload
  throw new Failure('internal', `“${name}” was refused.`)
}

/** Our own main side answers with what was asked for or with a failure; anything else is a proxy's page. */
function post<T extends object>(address: string, file: File, { progress, signal }: Transfer): Promise<T> {
  const request = new XMLHttpRequest()
  return new Promise((resolve, reject) => {
    request.open('POST', address)
    request.setRequestHeader('x-name', encodeURIComponent(file.name === '' ? t('pasted image') : file.name))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', (e) => progress(e.loaded))
    request.upload.addEventListener('load', () => progress(file.size))
    request.addEventListener('load', () => {
      const body = bodyOf<T>(request.responseText)
      if (body !== undefined && 'code' in body) reject(fromFailureData(body))
      else if (request.status < 300 && body !== undefined) resolve(body)
      else reject(new Failure('internal', `“${file.name}” was refused (${request.status}).`))
    })
    request.addEventListener('error', () =>
      reject(
        new Failure('disconnected', `“${file.name}” could not be sent: Relook’s server cannot be reached.`),
      ),
    )
    request.addEventListener('abort', () => reject(new Failure('cancelled', 'Cancelled.')))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    if (signal.aborted) return reject(new Failure('cancelled', 'Cancelled.'))
    request.send(file)
  })
}

function bodyOf<T>(text: string): T | FailureData | undefined {
  const value = parsedJson(text)
  return typeof value === 'object' && value !== null ? (value as T | FailureData) : undefined
}
