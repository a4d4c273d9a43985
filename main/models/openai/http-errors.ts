/** What goes wrong between here and a server, in words a person can act on. Never repeats a key. */
import { beginningOf } from '../../../app/beginning'
import { Failure, type AdvisedMessage, type FailureCode } from '../../../app/failure'

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
  const { code, problem, advice } = explain(status, endpoint.name, key !== undefined)
  const quote = said === '' ? '' : ` It says: ${said}`
  return new Failure(code, advised(problem, { advice, quote }), detail)
}

function advised(
  problem: string,
  more: { readonly advice?: string | undefined; readonly quote?: string },
): AdvisedMessage {
  const { advice, quote = '' } = more
  return {
    message: (advice === undefined ? problem : `${problem} ${advice}`) + quote,
    problem: problem + quote,
  }
}

interface Explained {
  readonly code: FailureCode
  readonly problem: string
  readonly advice?: string
}

function explain(status: number, name: string, keyed: boolean): Explained {
  const http = `(HTTP ${status}).`
  if (status === 401 && !keyed) return { code: 'denied', problem: `${name} asks for a key ${http}` }
  if (status === 401 || status === 403) {
    const what = keyed ? 'key' : 'request'
    return { code: 'denied', problem: `${name} refuses the ${what} ${http}`, advice: `Check the ${what}.` }
  }
  if (status === 402) return { code: 'denied', problem: `${name} asks for payment ${http}` }
  if (status === 404)
    return { code: 'not-found', problem: `${name} does not know this model or address ${http}` }
  if (status === 413)
    return {
      code: 'bad-input',
      problem: `The request is too large for ${name} ${http}`,
      advice: 'Use a smaller image budget.',
    }
  if (status === 429)
    return { code: 'busy', problem: `${name} has too many requests ${http}`, advice: 'Try again later.' }
  if (status >= 500) return { code: 'model-failed', problem: `${name} failed ${http}` }
  if (status >= 300 && status < 400)
    return {
      code: 'bad-input',
      problem: `${name} points to another address ${http}`,
      advice: 'Enter the address it is really at.',
    }
  return { code: 'bad-input', problem: `${name} refuses the request ${http}` }
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
  return line.length > 400 ? `${beginningOf(line, 400)}…` : line
}

/** Servers repeat keys in their errors (“Incorrect API key provided: sk-…”). */
function hide(text: string, key: string | undefined): string {
  return key === undefined || key.length < 4 ? text : text.replaceAll(key, '•••')
}

/** Whatever the connection threw. */
export function httpFailureOf(error: unknown, { name, url }: Named, key: string | undefined): Failure {
  if (error instanceof Failure) return error
  const code = codeIn(error)
  const why =
    error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : ''
  const detail = hide(`${code ?? ''} ${why}`.trim(), key)
  const lost = (problem: string, advice?: string) =>
    new Failure('disconnected', advised(problem, { advice }), detail)
  switch (code) {
    case 'ECONNREFUSED':
      return lost(`Nothing answers at ${url}.`, `Is ${name} running?`)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return lost(`The address ${url} cannot be found.`, 'Check its name, and the network.')
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
