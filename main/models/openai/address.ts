/** Addresses of servers as people type them. Pure. */
import { Failure } from '../../../app/failure'

/** The base address, without a slash at its end. @throws Failure `bad-input` for what is no http address. */
export function baseAddress(typed: string): string {
  const text = typed.trim()
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(full)) throw new Failure('bad-input', `“${text}” is no address of a server.`)
  const url = new URL(full)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new Failure('bad-input', 'The address of a server begins with http:// or https://.')
  if (url.username !== '' || url.password !== '')
    throw new Failure(
      'bad-input',
      'Leave the name and password out of the address; give the key in its own field.',
    )
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(chat\/completions|models|completions)$/, '')
  return `${url.origin}${path}`
}

/** Where to look: as typed, and under /v1 where most servers have it. */
export function candidates(base: string): readonly string[] {
  return /\/v\d[a-z]*(\/|$)/.test(new URL(base).pathname) ? [base] : [`${base}/v1`, base]
}

/** An id that no other server has, from a name. */
export function idFrom(name: string, taken: readonly string[]): string {
  const plain = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  const base = plain === '' ? 'server' : plain
  let id = base
  for (let n = 2; taken.includes(id); n++) id = `${base}-${n}`
  return id
}

/** What a server is called when nobody said: its host, with the port where it is not the usual one. */
export function nameFrom(base: string): string {
  return new URL(base).host
}
