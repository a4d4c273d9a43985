// Loaded into a host by `--import`: how late its event loop came round, told on the standard error when a line says “lag”.
import { monitorEventLoopDelay } from 'node:perf_hooks'

if (process.argv[1]?.endsWith('server.js')) {
  const lag = monitorEventLoopDelay({ resolution: 5 })
  lag.enable()
  // A timer that is itself late by the resolution is on time.
  const late = (ns) => Math.max(0, ns / 1e6 - 5)
  process.on('SIGUSR2', () => {
    const told = { p99: late(lag.percentile(99)), longest: late(lag.max), samples: lag.count }
    process.stderr.write(`lag ${JSON.stringify(told)}\n`)
    lag.reset()
  })
}
