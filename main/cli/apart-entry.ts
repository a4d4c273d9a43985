/** Entry of the thread in which commands read what somebody else made. */
import { serveApart } from './apart'
import { perform } from './run-cli'

await serveApart(perform)
