/** A work that is begun again with every change of what it works on; only the newest one counts. */

/** Begins and ends it. `failed` hears why the newest one failed, not those that were left. */
export function createRestarted(
  work: (signal: AbortSignal) => Promise<void>,
  failed: (error: unknown) => void,
): { readonly begin: () => void; readonly end: () => void } {
  let newest = new AbortController()
  return {
    begin: () => {
      newest.abort()
      newest = new AbortController()
      const { signal } = newest
      work(signal).catch((error: unknown) => {
        if (!signal.aborted) failed(error)
      })
    },
    end: () => newest.abort(),
  }
}
