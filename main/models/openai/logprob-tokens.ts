/**
 * Text with the probabilities a server gives for it, as tokens. Servers name tokens as text, as bytes, or in the alphabet
 * of byte-level BPE (`Ġ` for a blank); JSON has no infinity. Pure.
 */
import { given } from '../../../app/given'
import type { Token } from '../../../app/trace/step'
import type { TokenLogprob } from './protocol'

/**
 * One token per entry where their texts add up to what was said. Letters that are spread over tokens do not: then the
 * piece is one token with the sum of the logarithms (natural logs), or without where one of them is missing.
 */
export function logprobTokens(
  text: string,
  entries: readonly TokenLogprob[],
  alternatives: number,
): readonly Token[] {
  if (text === '') return []
  if (entries.length === 0) return [{ id: -1, text }]
  const read = readings.find((r) => entries.map(r).join('') === text)
  if (read === undefined) return [asOne(text, entries)]
  return entries.map((entry) => {
    const top = (entry.top_logprobs ?? []).flatMap((t) => {
      const said = t === null ? '' : nameOf(t, read)
      // An alternative without text is padding of the server's.
      return t === null || said === '' || typeof t.logprob !== 'number'
        ? []
        : [{ text: said, logprob: finite(t.logprob) }]
    })
    return {
      id: -1,
      text: read(entry),
      ...given({
        logprob: typeof entry.logprob === 'number' ? finite(entry.logprob) : undefined,
        top: alternatives > 0 && top.length > 0 ? top : undefined,
      }),
    }
  })
}

type Named = Pick<TokenLogprob, 'token' | 'bytes'>

const asText = ({ token }: Named) => token ?? ''
const asBytes = ({ token, bytes }: Named) => (bytes ? Buffer.from(bytes).toString('utf8') : (token ?? ''))
const asAlphabet = ({ token }: Named) => fromAlphabet(token ?? '') ?? token ?? ''
const readings = [asText, asBytes, asAlphabet]

/** An alternative's text: by its bytes where they are whole letters, else as the token beside it is read. */
function nameOf(named: Named, read: (named: Named) => string): string {
  const bytes = named.bytes && named.bytes.length > 0 ? asBytes(named) : undefined
  if (bytes !== undefined && !bytes.includes('\ufffd')) return bytes
  // Nobody writes these two letters but byte-level BPE.
  return read === asAlphabet || /^[ĠĊ]/.test(named.token ?? '') ? asAlphabet(named) : asText(named)
}

function asOne(text: string, entries: readonly TokenLogprob[]): Token {
  const known = entries.map((e) => e.logprob).filter((l) => typeof l === 'number')
  if (known.length < entries.length) return { id: -1, text }
  return { id: -1, text, logprob: finite(known.reduce((sum, l) => sum + l, 0)) }
}

/** Servers write −9999 or so for what cannot be. */
function finite(logprob: number): number {
  return Number.isFinite(logprob) ? logprob : -9999
}

/** GPT-2's letters for bytes, backwards: printable Latin-1 stands for itself, the rest from U+0100 on in order. */
const byteOf = new Map<string, number>()
for (let byte = 0, next = 256; byte < 256; byte++) {
  const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174
  byteOf.set(String.fromCharCode(printable ? byte : next++), byte)
}

function fromAlphabet(token: string): string | undefined {
  const bytes = [...token].map((letter) => byteOf.get(letter))
  return bytes.includes(undefined) ? undefined : Buffer.from(bytes as number[]).toString('utf8')
}
