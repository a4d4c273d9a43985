/** What can compute a graph. Apart, so that the main process can name it without the runtime. */
import type { Provider } from '../../../app/host'

/** A provider that runs something. */
export type Runner = Exclude<Provider, 'auto'>
