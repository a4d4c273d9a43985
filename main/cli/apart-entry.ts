/** Entry of the thread in which commands read what somebody else made. */
import { serveApart } from './apart'
import { runCommandLine } from './run-cli'

await serveApart(runCommandLine)
