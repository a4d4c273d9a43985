/** The key to a headless server: given once in the address, kept out of sight after that. Knows no transport. */

const place = 'relook-token'

/** Where a token may be kept for reloads of this tab. */
export type TokenStore = Pick<Storage, 'getItem' | 'setItem'>

/** The token in a fragment such as `#token=abc`; undefined where there is none. */
export function tokenIn(fragment: string): string | undefined {
  return new URLSearchParams(fragment.replace(/^#/, '')).get('token') ?? undefined
}

/** Takes the token out of the address bar, so that it is not shared or bookmarked, and remembers it for reloads. */
export function takeToken(location: Location, history: History, store: TokenStore): string | undefined {
  const given = tokenIn(location.hash)
  if (given === undefined) return store.getItem(place) ?? undefined
  store.setItem(place, given)
  history.replaceState(null, '', location.pathname + location.search)
  return given
}
