/** A browser in which nothing may run and nothing may be asked. Knows nothing of Relook. */
import type { BrowserContext } from 'playwright-core'

/** Notes whatever runs and whatever is asked of another address. */
export async function watched(context: BrowserContext): Promise<string[]> {
  const seen: string[] = []
  await context.exposeFunction('hit', () => void seen.push('something ran'))
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    const own =
      ['127.0.0.1', 'localhost'].includes(hostname) || ['file:', 'data:', 'blob:'].includes(protocol)
    if (!own || request.url().endsWith('/x')) seen.push(request.url())
  })
  context.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return seen
}
