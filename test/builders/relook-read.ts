/** `relook read FILE --json` in this process, for tests: what it printed, and what it said where it could not. */
import { runCommandLine } from '../../main/cli/run-cli'

/** As far as tests ask for it. */
export interface RelookRead {
  readonly code: number
  readonly error: string
  readonly format: string
  readonly dialect: string
  readonly count: number
  readonly issues: readonly { line: number | null; path: string | null; message: string }[]
  readonly traces: readonly {
    id: string
    question: string
    answer: string | null
    ended?: { reason: string; why: string }
    image: string | null
    looks: { raw: string; region: unknown; crop: unknown; flags: string[] }[]
  }[]
}

/** Runs it. What was not printed is empty. */
export async function relookRead(...words: readonly string[]): Promise<RelookRead> {
  let out = ''
  let error = ''
  const code = await runCommandLine(['read', ...words, '--json'], {
    out: (text) => (out += text),
    error: (text) => (error += text),
    signal: new AbortController().signal,
  })
  const read = out === '' ? {} : (JSON.parse(out) as Partial<RelookRead>)
  const nothing = { format: '', dialect: '', count: 0, issues: [], traces: [] }
  return { ...nothing, ...read, code, error }
}
