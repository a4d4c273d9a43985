/** What the words of a command say, each as the kind of value it has to be. Knows no command. */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { dialects } from '../../app/dialects'
import { Failure } from '../../app/failure'
import { formats, type Format } from '../../app/formats'
import type { Settings } from '../../app/trace/project'

/** The options of a command: those with a text, and those that are said or not. */
export interface Options<Text extends string, Flag extends string> {
  readonly texts: readonly Text[]
  readonly flags: readonly Flag[]
}

type Bounds = readonly [min: number, max: number]

/** The words of a command, read. Of an option said more than once the last counts. */
export interface ReadWords<Text extends string, Flag extends string = never> {
  /** What is no option, in its order. */
  readonly places: readonly string[]
  readonly text: (name: Text) => string | undefined
  /** Every text of an option that may be said more than once. */
  readonly texts: (name: Text) => readonly string[]
  readonly is: (name: Flag) => boolean
  /** @throws Failure `bad-input` with the range. */
  readonly whole: (name: Text, bounds: Bounds) => number | undefined
  /** @throws Failure `bad-input` with the range. */
  readonly decimal: (name: Text, bounds: Bounds) => number | undefined
  /** @throws Failure `bad-input` naming those there are. */
  readonly choice: <const C extends string>(name: Text, all: readonly C[]) => C | undefined
}

/** The words of a command with these options. */
export type WordsOf<O extends Options<string, string>> = ReadWords<O['texts'][number], O['flags'][number]>

/** Splits words into options and the rest. @throws Failure `bad-input` for an option that is not there. */
export function readWords<const Text extends string, const Flag extends string>(
  words: readonly string[],
  options: Options<Text, Flag>,
): ReadWords<Text, Flag> {
  const { values, positionals } = parsed(words, options)
  const all = (name: Text) => [values[name] ?? []].flat().filter((value) => typeof value === 'string')
  const text = (name: Text) => all(name).at(-1)
  return {
    places: positionals,
    text,
    texts: all,
    is: (name) => values[name] === true,
    whole: (name, bounds) => numberOf(name, text(name), { bounds, whole: true }),
    decimal: (name, bounds) => numberOf(name, text(name), { bounds, whole: false }),
    choice: (name, those) => {
      const value = text(name)
      const found = those.find((one) => one === value)
      if (value === undefined || found !== undefined) return found
      throw new Failure('bad-input', `--${name} must be one of ${those.join(', ')}, not “${value}”.`)
    },
  }
}

type Value = string | boolean
interface Parsed {
  readonly values: Readonly<Record<string, Value | readonly Value[] | undefined>>
  readonly positionals: readonly string[]
}

function parsed(words: readonly string[], { texts, flags }: Options<string, string>): Parsed {
  const options = Object.fromEntries([
    ...texts.map((name) => [name, { type: 'string', multiple: true }] as const),
    ...flags.map((name) => [name, { type: 'boolean' }] as const),
  ])
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    // Node's message goes on with advice after the first sentence.
    throw new Failure('bad-input', `${message.split('. ')[0]?.replace(/\.$/, '')}. See relook --help.`)
  }
}

function numberOf(
  name: string,
  text: string | undefined,
  { bounds: [min, max], whole }: { readonly bounds: Bounds; readonly whole: boolean },
): number | undefined {
  if (text === undefined) return undefined
  const base = z.coerce.number().min(min).max(max)
  const value = (whole ? base.int() : base).safeParse(text.trim() === '' ? NaN : text)
  if (value.success) return value.data
  throw new Failure(
    'bad-input',
    `--${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, not “${text}”.`,
  )
}

/** The one place that is named. @throws Failure `bad-input` with what to give instead. */
export function onePlace([first, ...more]: readonly string[], instead: string): string {
  if (first !== undefined && more.length === 0) return first
  throw new Failure('bad-input', instead)
}

/** An image and a question about it. @throws Failure `bad-input` with how the command is written. */
export function imageAndQuestion([image, question, ...more]: readonly string[], command: string) {
  if (image !== undefined && question !== undefined && question.trim() !== '' && more.length === 0)
    return { image, question }
  throw new Failure('bad-input', `Give one image and one question: relook ${command} IMAGE "QUESTION".`)
}

/** What has this id. @throws Failure `bad-input` naming those there are. */
export function withId<T extends { readonly id: string }>(what: string, id: string, all: readonly T[]): T {
  const found = all.find((one) => one.id === id)
  if (found !== undefined) return found
  throw new Failure('bad-input', `There is no ${what} “${id}”. There is: ${idsOf(all)}.`)
}

/** A format by its id. @throws Failure `bad-input` naming those there are. */
export function formatNamed(id: string | undefined): Format | undefined {
  return id === undefined ? undefined : withId<Format>('format', id, formats)
}

/** The id of a dialect. @throws Failure `bad-input` naming those there are. */
export function dialectNamed(id: string | undefined): string | undefined {
  return id === undefined ? undefined : withId('dialect', id, dialects).id
}

/** The ids of a table, for help and errors. */
export function idsOf(all: readonly { readonly id: string }[]): string {
  return all.map(({ id }) => id).join(', ')
}

/** The options that {@link settingsIn} reads. */
export const settingsOptions = ['temperature', 'seed', 'max-looks', 'max-tokens'] as const

/** How a model is run, by these options. `usual`: where they say nothing. @throws Failure `bad-input` */
export function settingsIn(
  { whole, decimal }: ReadWords<(typeof settingsOptions)[number]>,
  usual: Settings,
): Settings {
  return {
    ...usual,
    temperature: decimal('temperature', [0, 5]) ?? usual.temperature,
    seed: whole('seed', [0, 2 ** 31 - 1]) ?? usual.seed,
    maxTokens: whole('max-tokens', [1, 32768]) ?? usual.maxTokens,
    maxLooks: whole('max-looks', [0, 64]) ?? usual.maxLooks,
  }
}
