/**
 * Text to tokens and back. Tokens come back one by one: each gives the characters it completes, so that the texts of a
 * generation always add up to exactly its bytes. Knows no chat and no model.
 */
import { Tokenizer as Library } from '@huggingface/tokenizers'
import { LRUCache } from 'lru-cache'
import { Failure } from '../../../app/failure'
import { TookTooLong, withinTime } from '../within-time'
import { tokenizerProblem } from './tokenizer-check'

export interface Tokenizer {
  readonly encode: (text: string) => readonly number[]
  /** The text of one token on its own; broken characters show as �. */
  readonly textOf: (id: number) => string
  /** The token with exactly this text, among the special ones. */
  readonly idOf: (text: string) => number | undefined
  /** A decoder for one generation: the characters that each token completes. */
  readonly decoder: () => (id: number) => string
}

/** A tokenizer from the contents of tokenizer.json and tokenizer_config.json. @throws Failure `model-unavailable`. */
export function createTokenizer(file: object, config: object): Tokenizer {
  if (!isByteLevel(file)) {
    throw new Failure(
      'model-unavailable',
      'tokenizer.json: only byte-level tokenizers (as of the Qwen family) can be used.',
    )
  }
  const problem = tokenizerProblem(file)
  if (problem !== undefined) throw unusable(problem)
  const library = within(() => new Library(file, config))
  const added = library.get_added_tokens_decoder()
  /** The same few texts come with every request of a run. */
  const known = new LRUCache<string, readonly number[]>({ max: 512 })
  const bytes = new Map<number, Uint8Array>()
  const encode = (text: string): readonly number[] => {
    const found = known.get(text)
    if (found !== undefined) return found
    const { ids } = within(() => library.encode(text, { add_special_tokens: false }))
    known.set(text, ids)
    return ids
  }
  const bytesOf = (id: number): Uint8Array => {
    const found = bytes.get(id)
    if (found !== undefined) return found
    const literal = added.get(id)?.content
    const token = literal ?? library.id_to_token(id) ?? ''
    const made = literal === undefined ? fromByteLetters(token) : new TextEncoder().encode(token)
    bytes.set(id, made)
    return made
  }
  return {
    encode,
    textOf: (id) => new TextDecoder().decode(bytesOf(id)),
    idOf: (text) => [...added].find(([, token]) => token.content === text)?.[0],
    decoder: () => {
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
      return (id) => decoder.decode(bytesOf(id), { stream: true })
    },
  }
}

/** Milliseconds for one text; the longest context takes some hundred. */
const longestMs = 10_000

/** A tokenizer's own rules decide how long it takes. */
function within<T>(work: () => T): T {
  try {
    return withinTime(longestMs, work)
  } catch (error) {
    if (error instanceof TookTooLong) throw unusable(`it does not come to an end (${error.message})`)
    throw error
  }
}

function unusable(why: string): Failure {
  return new Failure('model-unavailable', `tokenizer.json cannot be used: ${why}.`)
}

function isByteLevel(file: object): boolean {
  const decoder = (file as { decoder?: { type?: unknown; decoders?: readonly { type?: unknown }[] } | null })
    .decoder
  return decoder?.type === 'ByteLevel' || (decoder?.decoders ?? []).some((d) => d.type === 'ByteLevel')
}

/** Byte-level vocabularies write each byte as one printable letter: itself, or one from 256 on. */
const byteOfLetter: ReadonlyMap<string, number> = (() => {
  const printable = (b: number) => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174
  const letters = new Map<string, number>()
  let next = 256
  for (let b = 0; b < 256; b++) letters.set(String.fromCharCode(printable(b) ? b : next++), b)
  return letters
})()

function fromByteLetters(token: string): Uint8Array {
  const bytes: number[] = []
  for (const letter of token) {
    const byte = byteOfLetter.get(letter)
    // Not a byte letter: an added token's plain text.
    if (byte === undefined) bytes.push(...new TextEncoder().encode(letter))
    else bytes.push(byte)
  }
  return Uint8Array.from(bytes)
}
