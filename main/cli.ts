/** Entry of `relook` in a terminal. */
import { runCli } from './cli/run-cli'

await runCli(process.argv.slice(2))
