/**
 * Every text of the window in the language it is shown in: `t('Open traces…')`. The English text is the key; a catalogue
 * maps it to another language. Messages are ICU MessageFormat, so plurals are the catalogue's business. One language at a
 * time for the whole window, as the page has one `lang`. Knows no React and no DOM.
 */
import { IntlMessageFormat } from 'intl-messageformat'
import { createHeard } from '../../app/language/heard'
import type { Message } from '../../app/message'
import type { LanguageId, SpokenLanguage } from './spoken'

/** What stands in a message's places. */
export type Values = Readonly<Record<string, string | number>>

const english: SpokenLanguage = { id: 'en', catalogue: {}, sayings: {} }
let spoken = english
/** Compiled once per text and language; a text without places is kept as it is. */
let compiled = new Map<string, string | IntlMessageFormat>()
let compiledRich = new Map<string, IntlMessageFormat>()
let hear = createHeard({})
let numbers = new Intl.NumberFormat('en')

/** Sets the language of all texts made from now on. */
export function speak(language: SpokenLanguage): void {
  spoken = language
  compiled = new Map()
  compiledRich = new Map()
  hear = createHeard(language.sayings)
  numbers = new Intl.NumberFormat(language.id)
}

/** The language texts are made in now. */
export function spokenLanguage(): LanguageId {
  return spoken.id
}

/**
 * A text for people. The message is a literal (so that it can be found and translated) or was marked with `msg`.
 * @throws when a value is missing that the message has a place for.
 */
export function t<const T extends string>(message: string extends T ? Message : T, values?: Values): string {
  return marked(plain(message, values))
}

/**
 * What a host or a table of the core says, for people: names, descriptions, failures, findings. What no catalogue knows stays as it is:
 * an old journal, a server’s own words, a name that a person gave.
 */
export function heard(text: string): string {
  const own = hear(text)
  return own === undefined ? text : marked(own)
}

/** The English of a text that `t` shows: what it is called in guides, whatever the window's language is. */
export function inEnglish(message: Message, values?: Values): string {
  return /[{}]/.test(message)
    ? String(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).format(values))
    : message
}

function plain(message: string, values: Values | undefined): string {
  const text = spoken.catalogue[message] ?? message
  let format = compiled.get(message)
  if (format === undefined) {
    format = /[{}]/.test(text) ? new IntlMessageFormat(text, spoken.id, undefined, { ignoreTag: true }) : text
    compiled.set(message, format)
  }
  return typeof format === 'string' ? format : String(format.format(values))
}

/** What a tag of a rich message becomes, and what stands in its places. */
export type RichValues<Node> = Readonly<
  Record<string, string | number | Node | ((inside: (string | Node)[]) => Node)>
>

/** The parts of a message with tags (`Run <b>twice</b>`), in order. */
export function richParts<Node>(message: string, values: RichValues<Node>): readonly (string | Node)[] {
  let format = compiledRich.get(message)
  if (format === undefined) {
    format = new IntlMessageFormat(spoken.catalogue[message] ?? message, spoken.id)
    compiledRich.set(message, format)
  }
  const wrapped = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'function'
        ? (inside: (string | Node)[]) =>
            (value as (inside: (string | Node)[]) => Node)(inside.map((part) => markedPart(part)))
        : value,
    ]),
  )
  const made = format.format<Node>(wrapped)
  return (Array.isArray(made) ? made : [made]).map((part) => markedPart(part))
}

function markedPart<Node>(part: string | Node): string | Node {
  return typeof part === 'string' ? marked(part) : part
}

function marked(text: string): string {
  return spoken.mark === undefined || text.trim() === '' ? text : spoken.mark(text)
}

/** A number with the language's separators. */
export function formatNumber(n: number): string {
  return numbers.format(n)
}

/** A day and time as the language writes them. */
export function dateAndTime(at: number | Date): string {
  return new Intl.DateTimeFormat(spoken.id, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}
