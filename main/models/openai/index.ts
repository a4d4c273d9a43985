/** Models behind OpenAI-compatible servers. They need no inference process. */
export { openBook } from './book'
export { createServers, type Servers } from './servers'
