/** What a host hands over to be downloaded, as bytes again. Pure. */

/** @throws DOMException for what is not base64. */
export function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}
