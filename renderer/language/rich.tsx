/** A text with elements inside: `rich('Run <b>{n}</b> samples', { n, b: bold })`. The catalogue decides where they stand. */
import { createElement, Fragment, type ReactNode } from 'react'
import { richParts, type RichValues } from './text'

type Inside = (string | ReactNode)[]

/** The message with its tags made into elements. It is a literal, so that it can be found and translated. */
export function rich<const T extends string>(
  message: string extends T ? never : T,
  values: RichValues<ReactNode>,
): ReactNode {
  return createElement(Fragment, null, ...richParts<ReactNode>(message, values))
}

/** `<code>` in a message. */
export function code(inside: Inside): ReactNode {
  return createElement('code', { key: 'code' }, ...inside)
}
