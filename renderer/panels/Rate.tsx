/** Tokens per second of the selected branch: as it goes while running, as measured afterwards. */
import { useEffect, useState } from 'react'
import { stepsOf, totalTimings } from '../../app/trace/project'
import { isRunning, selectedBranch } from '../session/document/rows'
import { useActions, useSession } from '../use-session'
import { t } from '../language/text'

/** A number that moves at most twice a second. */
export function Rate() {
  const running = useSession(isRunning)
  const measured = useSession((s) => {
    const branch = selectedBranch(s)
    if (s.document.project === undefined || branch === undefined) return undefined
    const { tokens, decodeMs } = totalTimings(stepsOf(s.document.project, branch))
    return decodeMs > 0 ? Math.round((tokens / decodeMs) * 1000) : undefined
  })
  return running ? <LiveRate measured={measured} /> : <RateWords rate={measured} />
}

function LiveRate({ measured }: { measured: number | undefined }) {
  const session = useActions()
  const [rate, setRate] = useState<number | undefined>(undefined)
  useEffect(() => {
    const count = () => selectedBranch(session.get())?.open.tokens.length ?? 0
    let before = count()
    let at = performance.now()
    const timer = setInterval(() => {
      const now = performance.now()
      const next = count()
      // The first stretch began before the first token: it would show too little.
      if (before > 0 && next > before) setRate(Math.round(((next - before) / (now - at)) * 1000))
      before = next
      at = now
    }, 500)
    return () => clearInterval(timer)
  }, [session])
  return <RateWords rate={rate ?? measured} />
}

function RateWords({ rate }: { rate: number | undefined }) {
  return <span className="header-rate numbers">{rate === undefined ? '' : t('{rate} tok/s', { rate })}</span>
}
