/** `node dist/main/server.js`: the headless server without the word `serve`. */
import { runCli } from './run-cli'

await runCli(['serve', ...process.argv.slice(2)])
