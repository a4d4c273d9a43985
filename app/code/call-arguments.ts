/** The arguments of a call worked out, with where each of them stands. */
import { asList } from './arithmetic'
import type { Extent } from '../extent'
import type { CallArguments } from './machine'
import type { Argument, Expression } from './syntax'
import type { Value } from './values'
import { given } from '../given'

/** Arguments by place and by name; unpacked lists and dicts are spread. */
export function callArguments(
  evaluate: (expression: Expression) => Value,
  args: readonly Argument[],
  at: Extent,
): CallArguments {
  const values: Value[] = []
  const places: Extent[] = []
  const named = new Map<string, Value>()
  const namedPlaces = new Map<string, Extent>()
  for (const { name, unpacked, value } of args) {
    const worth = evaluate(value)
    const place: Extent = { start: value.start, end: value.end }
    if (name !== undefined) {
      named.set(name, worth)
      namedPlaces.set(name, place)
    } else if (unpacked === true && worth.type === 'dict')
      worth.entries.forEach((v, k) => typeof k === 'string' && named.set(k, v))
    else
      for (const item of unpacked === true ? (asList(worth)?.items ?? [worth]) : [worth]) {
        values.push(item)
        places.push(place)
      }
  }
  const box = args.find((a) => a.name === 'box' || a.name === undefined)?.value
  const items =
    (box?.type === 'tuple' || box?.type === 'list') && !box.items.some((i) => i.type === 'starred')
      ? box.items
      : undefined
  return { values, named, places, namedPlaces, at, ...given({ itemPlaces: items }) }
}
