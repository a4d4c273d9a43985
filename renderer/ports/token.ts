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

/** Keeps a token that came otherwise, for the page as it begins again. */
export function keepToken(token: string, store: TokenStore): void {
  store.setItem(place, token)
}

/** The token in what a person pasted: the whole address that Relook printed, or its end. */
export function pastedToken(text: string): string | undefined {
  const at = text.indexOf('#')
  return at < 0 ? undefined : tokenIn(text.slice(at).trim())
}

/** Whether the server is there and does not know this page; false where it is not there at all. */
export async function isRefused(location: Pick<Location, 'href'>): Promise<boolean> {
  const answer = await fetch(new URL('port', location.href)).catch(() => undefined)
  return answer?.status === 401
}
