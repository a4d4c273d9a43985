/** What a name stands for after a piece of Python, written as Python's `repr` writes it; `?` and the reason where nobody can say. */
import { keyValue } from '../../app/code/dicts'
import { readCode, type CodeReading } from '../../app/code/read'
import type { Value } from '../../app/code/values'

/** A program about one image of 1,000 × 800, read. */
export function readOne(code: string): CodeReading {
  return readCode({ code, images: [{ size: { width: 1000, height: 800 } }], asked: 1, handing: {} })
}

/** The value of `name` after the program. */
export function valueIn(code: string, name = 'x'): Value | undefined {
  return readOne(code).state.memories[0]?.scope.get(name)
}

/** The same as Python shows it. */
export function worthOf(code: string, name = 'x'): string {
  const value = valueIn(code, name)
  return value === undefined ? 'no value' : shown(value)
}

function shown(value: Value): string {
  switch (value.type) {
    case 'number':
      return value.float && Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value)
    case 'string':
      return value.value === undefined ? '? a text' : `'${value.value}'`
    case 'bool':
      return value.value ? 'True' : 'False'
    case 'none':
      return 'None'
    case 'list':
      return shownList(value)
    case 'dict':
      return `{${[...value.entries].map(([key, item]) => `${shown(keyValue(key))}: ${shown(item)}`).join(', ')}}`
    case 'unknown':
      return `? ${value.why}`
    case 'image':
      return `image ${String(value.size.width)}×${String(value.size.height)}`
    case 'function':
    case 'method':
    case 'module':
    case 'slice':
      return value.type
  }
}

function shownList({ kind, items }: Extract<Value, { type: 'list' }>): string {
  const all = items.map(shown).join(', ')
  if (kind === 'array') return `array([${all}])`
  if (kind === 'list') return `[${all}]`
  return items.length === 1 ? `(${all},)` : `(${all})`
}
