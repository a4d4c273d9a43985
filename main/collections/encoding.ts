/**
 * In which encoding a file's text is, by its bytes. Decoded where that is certain; where it is not, the encodings it may be in are
 * named, so that nobody reads “����”. Told apart by chardet's statistics; one that is certain of a few bytes is not believed.
 */
import { msg } from '../../app/message'
import { isUtf8 } from 'node:buffer'
import chardet from 'chardet'
import { encodingName, encodings } from '../../app/encodings'
import { Failure } from '../../app/failure'

/** An encoding that is not UTF-8, by the name `TextDecoder` knows it under. */
export type Encoding = string

/** What the bytes are: `utf-8` (some of them may be damaged), another encoding, or one of several. */
export type Guess =
  | { readonly type: 'utf-8' }
  | { readonly type: 'other'; readonly encoding: Encoding }
  | { readonly type: 'unsure'; readonly candidates: readonly Encoding[] }

/** chardet's names for them. Latin-1 is read as Windows-1252, which has all its letters, as browsers do. */
const known: Readonly<Record<string, Encoding>> = {
  GB18030: 'gb18030',
  Big5: 'big5',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
  'ISO-8859-1': 'windows-1252',
  'windows-1252': 'windows-1252',
  'ISO-8859-2': 'windows-1250',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'KOI8-R': 'koi8-r',
}
const manyBytes: ReadonlySet<Encoding> = new Set(['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr'])

const oneByte: readonly Encoding[] = ['windows-1252', 'windows-1251', 'koi8-r', 'windows-1250']

/** The encoding a person names, in any spelling. @throws Failure `bad-input` for one nobody knows. */
export function encodingNamed(name: string): Encoding {
  try {
    return new TextDecoder(name.trim()).encoding
  } catch {
    throw new Failure(
      'bad-input',
      `There is no encoding “${name}”. Some there are: ${encodings.map(({ id }) => id).join(', ')}.`,
    )
  }
}

/** What a person is told of a file that was decoded. */
export function decodedAs(encoding: Encoding): string {
  return `The text of this file is not UTF-8: it was read as ${encodingName(encoding)}.`
}

/** The encoding of bytes from the beginning of a file (and from places further in). */
export function guessEncoding(head: Buffer, more: readonly Buffer[] = []): Guess {
  const wide = wideOf(head)
  if (wide !== undefined) return { type: 'other', encoding: wide }
  // Bytes that no text has: whoever reads the file says what it is.
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 27))) return { type: 'utf-8' }
  const samples = [head, ...more].map(wholeCharacters)
  if (samples.every(isUtf8) || samples.every(isMostlyUtf8)) return { type: 'utf-8' }
  return guessOf(Buffer.concat(samples.filter((s) => !isUtf8(s)).flatMap(wordsOf)))
}

/**
 * Text of a file that is read whole. @throws Failure `unsure-encoding` naming the encodings it may be in, where it cannot be told.
 */
export function decodedText(bytes: Buffer): string {
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes)
  const guess = guessEncoding(bytes.subarray(0, 1 << 22))
  if (guess.type === 'unsure') throw unsureEncoding(guess.candidates)
  return new TextDecoder(guess.type === 'utf-8' ? 'utf-8' : guess.encoding).decode(bytes)
}

/** Why a file is not read, and what to do. */
export function unsureEncoding(candidates: readonly Encoding[]): Failure {
  const [first = 'windows-1252', ...others] = candidates
  const names = [first, ...others].map(encodingName)
  const may =
    names.length === 1 ? msg(`probably ${encodingName(first)}`) : `${names.slice(0, 5).join(', ')} would fit`
  return new Failure(
    'unsure-encoding',
    `The text of this file is not UTF-8 (${may}), and it is too little to be sure of. Say which it is: in the window, or with --encoding ${first}; or save it as UTF-8: iconv -f ${first} -t utf-8 FILE > NEW.`,
  )
}

/** UTF-16 by its mark, or by the zeros that ASCII in it has in every second byte. */
function wideOf(head: Buffer): Encoding | undefined {
  const [a, b] = head
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  const some = head.subarray(0, 2000)
  if (some.length < 4) return undefined
  const zeros = [0, 0]
  some.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  if (odd * 6 > some.length && even * 8 < odd) return 'utf-16le'
  return even * 6 > some.length && odd * 8 < even ? 'utf-16be' : undefined
}

/** Without the characters that a sample begins and ends in the middle of. */
function wholeCharacters(sample: Buffer): Buffer {
  let from = 0
  while (from < 3 && isContinuation(sample[from])) from++
  let end = sample.length
  while (end > sample.length - 3 && end > from && isContinuation(sample[end - 1])) end--
  if (end < sample.length || (sample[end - 1] ?? 0) >= 0xc0) {
    const whole = isUtf8(sample.subarray(from))
    if (!whole) return sample.subarray(from, (sample[end - 1] ?? 0) >= 0xc0 ? end - 1 : end)
  }
  return sample.subarray(from)
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}

/** Damaged UTF-8: for each bad place there are many characters that are right. Another encoding is hardly ever right by chance. */
function isMostlyUtf8(sample: Buffer): boolean {
  if (isUtf8(sample)) return true
  const text = sample.toString('utf8')
  const broken = text.split('\uFFFD').length - 1
  const right = text.match(/[\u0080-\uFFFC]/g)?.length ?? 0
  return right > broken * 8
}

/** What stands between quotes and line ends and has letters beyond ASCII: names of fields would dilute the statistics. */
function wordsOf(sample: Buffer): readonly Buffer[] {
  const words: Buffer[] = []
  let from = 0
  for (let i = 0; i <= sample.length; i++) {
    const byte = sample[i]
    if (byte !== undefined && byte !== 0x22 && byte !== 0x0a) continue
    const part = sample.subarray(from, i)
    if (part.some((b) => b >= 0x80)) words.push(part, Buffer.from(' '))
    from = i + 1
  }
  return words
}

/** How sure chardet has to be, of 100, and how much surer than of the next. */
const sureOfMany = { at: 90, before: 30 } as const
const sureOfOne = { at: 25, before: 5 } as const
/** From here on letters with accents are those of Latin-1: French looks like Romanian to the statistics. */
const sureOfLatin = { at: 60, before: 0 } as const

function guessOf(words: Buffer): Guess {
  const found = chardet.analyse(words).flatMap(({ name, confidence }) => {
    const encoding = known[name]
    return encoding === undefined || !decodes(encoding, words) ? [] : [{ encoding, confidence }]
  })
  const likely = found.filter(({ encoding }, i) => found.findIndex((f) => f.encoding === encoding) === i)
  const [best, next] = likely
  if (best !== undefined) {
    const limits = manyBytes.has(best.encoding)
      ? [sureOfMany]
      : [sureOfOne, ...(best.encoding === 'windows-1252' ? [sureOfLatin] : [])]
    const ahead = best.confidence - (next?.confidence ?? 0)
    const sure = limits.some(({ at, before }) => best.confidence >= at && ahead >= before)
    // A few bytes of Chinese are letters with accents to the statistics, but no word has so many of them in a row.
    if (sure && (manyBytes.has(best.encoding) || best.encoding === 'windows-1251' || areAlone(words)))
      return { type: 'other', encoding: best.encoding }
  }
  const candidates = areAlone(words)
    ? likely.map((l) => l.encoding).filter((e) => !manyBytes.has(e))
    : [...manyBytes, ...oneByte].filter((encoding) => decodes(encoding, words))
  return { type: 'unsure', candidates: candidates.length === 0 ? ['windows-1252'] : candidates }
}

/** Whether hardly two bytes beyond ASCII stand side by side: letters with accents among plain ones. */
function areAlone(words: Buffer): boolean {
  let high = 0
  let pairs = 0
  words.forEach((byte, i) => {
    if (byte < 0x80) return
    high++
    if ((words[i - 1] ?? 0) >= 0x80) pairs++
  })
  return pairs * 3 <= high
}

/** Whether every byte is a character in it. */
function decodes(encoding: Encoding, words: Buffer): boolean {
  try {
    return !/[\u0080-\u009f\ue000-\uf8ff]/.test(new TextDecoder(encoding, { fatal: true }).decode(words))
  } catch {
    return false
  }
}
