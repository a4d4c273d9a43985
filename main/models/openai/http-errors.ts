/** What goes wrong between here and a server, in words a person can act on. Never repeats a key. */
import { Failure, type FailureCode } from '../../../app/failure'

/** Largest answer in bytes. */
export const bodyLimit = 64e6

/** A server, for messages. `url`: its base address. */
interface Named {
  readonly name: string
  readonly url: string
}

interface Refusal {
  readonly endpoint: Named
  readonly status: number
  readonly text: string
  readonly key: string | undefined
}

/** A status that is no success, with what the server says of it. */
export function readableError({ endpoint, status, text, key }: Refusal): Failure {
  const said = hide(messageIn(text), key)
  const detail = hide(`HTTP ${status} from ${endpoint.url}\n${text.slice(0, 4000)}`, key)
  const [code, sentence] = explain(status, endpoint.name, key !== undefined)
  return new Failure(code, said === '' ? sentence : `${sentence} It says: ${said}`, detail)
}

function explain(status: number, name: string, keyed: boolean): readonly [FailureCode, string] {
  if (status === 401 && !keyed) return ['denied', `${name} asks for a key (HTTP 401).`]
  if (status === 401 || status === 403)
    return ['denied', `${name} refuses the ${keyed ? 'key' : 'request'} (HTTP ${status}). Check it.`]
  if (status === 402) return ['denied', `${name} asks for payment (HTTP 402).`]
  if (status === 404) return ['not-found', `${name} does not know this model or address (HTTP 404).`]
  if (status === 413)
    return ['bad-input', `The request is too large for ${name} (HTTP 413). Use a smaller image budget.`]
  if (status === 429) return ['busy', `${name} has too many requests (HTTP 429). Try again later.`]
  if (status >= 500) return ['model-failed', `${name} failed (HTTP ${status}).`]
  if (status >= 300 && status < 400)
    return [
      'bad-input',
      `${name} points to another address (HTTP ${status}). Enter the address it is really at.`,
    ]
  return ['bad-input', `${name} refuses the request (HTTP ${status}).`]
}

/** The sentence in an error body: OpenAI's `error.message`, FastAPI's `detail`, Ollama's `error`, a plain text, a page's title. */
export function messageIn(text: string): string {
  try {
    const found = sentenceIn(JSON.parse(text))
    if (found !== undefined) return cut(found)
  } catch {
    // Not JSON: a page of a proxy, or plain words.
  }
  const title = /<title>([^<]*)<\/title>/i.exec(text)?.[1]
  if (title !== undefined) return cut(title)
  return /^\s*</.test(text) ? '' : cut(text)
}

function sentenceIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return sentenceIn(value[0])
  if (typeof value !== 'object' || value === null) return undefined
  for (const key of ['error', 'message', 'detail', 'msg', 'title']) {
    const found = key in value ? sentenceIn((value as Record<string, unknown>)[key]) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 400 ? `${line.slice(0, 400)}…` : line
}

/** Servers repeat keys in their errors (“Incorrect API key provided: sk-…”). */
function hide(text: string, key: string | undefined): string {
  return key === undefined || key.length < 4 ? text : text.replaceAll(key, '•••')
}

/** Whatever the connection threw. */
export function failureOf(error: unknown, { name, url }: Named, key: string | undefined): Failure {
  if (error instanceof Failure) return error
  const code = codeIn(error)
  const why =
    error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : ''
  const detail = hide(`${code ?? ''} ${why}`.trim(), key)
  const lost = (message: string) => new Failure('disconnected', message, detail)
  switch (code) {
    case 'ECONNREFUSED':
      return lost(`Nothing answers at ${url}. Is ${name} running?`)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return lost(`The address ${url} cannot be found. Check its name, and the network.`)
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return lost(`${name} cannot be reached at ${url}.`)
    case 'UND_ERR_HEADERS_TIMEOUT':
      return new Failure('model-failed', `${name} did not begin to answer in time.`, detail)
    case 'UND_ERR_BODY_TIMEOUT':
      return new Failure('model-failed', `${name} stopped sending in the middle of its answer.`, detail)
    case 'UND_ERR_ABORTED':
      return new Failure('cancelled', 'Cancelled.')
    default:
      break
  }
  if (code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ALTNAME/.test(code))
    return new Failure(
      'denied',
      `The certificate of ${name} cannot be checked (${code}). If the server is your own, accept its certificate in its settings.`,
      detail,
    )
  if (error instanceof Error && error.name === 'AbortError') return new Failure('cancelled', 'Cancelled.')
  return lost(`The connection to ${name} broke off.`)
}

function codeIn(error: unknown): string | undefined {
  for (let e: unknown = error, n = 0; e instanceof Error && n < 4; e = e.cause, n++) {
    if ('code' in e && typeof e.code === 'string') return e.code
  }
  return undefined
}
