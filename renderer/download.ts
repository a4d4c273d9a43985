/** Hands a text or bytes to the person as a file, through the browser's own download. */

/** Starts the download of a text as a file of this name. */
export function downloadText(name: string, text: string): void {
  download(name, new Blob([text], { type: 'application/json' }))
}

/** Starts the download of bytes as a file of this name. */
export function downloadBytes(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  download(name, new Blob([bytes], { type: 'application/octet-stream' }))
}

function download(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken the address by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 1000)
}
