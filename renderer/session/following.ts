/** Many things followed at once, as many as are wanted now: rows of chosen runs, pages in view. */

/** Follows just those that are wanted: what is none of them any more ends, what is new begins. */
export function createFollowing<Key>(begin: (key: Key, signal: AbortSignal) => void) {
  const followed = new Map<Key, AbortController>()
  return (wanted: readonly Key[]): void => {
    for (const [key, end] of followed) {
      if (wanted.includes(key)) continue
      end.abort()
      followed.delete(key)
    }
    for (const key of wanted) {
      if (followed.has(key)) continue
      const end = new AbortController()
      followed.set(key, end)
      begin(key, end.signal)
    }
  }
}
