/** Models behind OpenAI-compatible servers. They need no inference process. */
import type { Backend, Runtime } from '../backend'

/** The models of the servers a person added. */
export function createOpenai({ servers }: Runtime): Backend {
  return {
    models: async () => servers?.models() ?? [],
    open: async (id) => servers?.open(id),
  }
}

export { openBook } from './book'
export { createServers, type Servers } from './servers'
