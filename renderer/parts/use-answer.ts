/** An answer to what a view asks when it is shown. Knows nothing of who is asked. */
import { useEffect, useState } from 'react'
import { toFailureData } from '../../app/failure'

/** Undefined until there is an answer; a sentence where it failed. Asks again when `ask` or `again` is another. */
export function useAnswer<T extends object>(
  ask: (signal: AbortSignal) => Promise<T>,
  again?: unknown,
): T | string | undefined {
  const [answer, setAnswer] = useState<T | string | undefined>(undefined)
  useEffect(() => {
    const gone = new AbortController()
    ask(gone.signal).then(
      (value) => !gone.signal.aborted && setAnswer(value),
      (error: unknown) => !gone.signal.aborted && setAnswer(toFailureData(error).message),
    )
    return () => gone.abort()
  }, [ask, again])
  return answer
}
