/** Services for one command: a data folder of their own that is gone afterwards, unless it is to be kept. */
import { startChild } from '../ports/process'
import { distPath } from '../resources/paths'
import { createServices, dataFolderOf, type Services, type ServicesOptions } from '../services'
import { version } from '../resources/version'
import { withScratch } from '../store/scratch'
import type { Terminal } from './command'

/** Does the work with services, and closes them whatever happens. `keep`: in the person's own data folder. */
export async function withServices<T>(
  terminal: Terminal,
  options: Pick<ServicesOptions, 'provider' | 'script'> & { readonly keep?: boolean },
  work: (services: Services) => Promise<T>,
): Promise<T> {
  const { keep, ...rest } = options
  const perform = async (dataFolder: string) => {
    const services = await createServices({
      ...scriptFromEnvironment(),
      ...rest,
      report: (message) => terminal.error(`${message}\n`),
      dataFolder,
      // Servers and keys are a person's, whichever folder this command writes to.
      serversFolder: dataFolderOf(process.env),
      // A terminal names files of its own machine.
      about: { version, shell: 'headless', dialogs: true },
      startEngine: () => startChild(distPath('main/worker.js')),
      startImages: () => startChild(distPath('main/images.js')),
    })
    try {
      return await work(services)
    } finally {
      await services.close()
    }
  }
  return keep ? perform(dataFolderOf(process.env)) : withScratch(perform)
}

/** The script for the scripted model, where a test asks for it. */
export function scriptFromEnvironment(): { readonly script?: string } {
  const script = process.env['RELOOK_SCRIPT']
  return script ? { script } : {}
}
