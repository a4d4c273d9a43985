/**
 * A list or object written as text inside a record: JSON, or as Python prints it (`['a', {"b": None}]`), which data sets hold
 * where somebody called `str()` and `eval()`s it back (Mini-o3's cold-start data). Nothing is evaluated.
 */

/** The value, or undefined where the text is neither. */
export function literalOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return pythonOf(text)
  }
}

/** An object as Python prints it, `Call(name='x', n=1)`, as its fields; undefined where the text is none. */
export function printedObjectOf(text: string): unknown {
  return pythonOf(text, true)
}

const names: Readonly<Record<string, unknown>> = { None: null, True: true, False: false, nan: null }

/**
 * Python's print of lists, tuples, dicts, strings, numbers, None, True and False, and where asked for of objects
 * (`Call(name='x', n=1)`): those as their fields, unnamed ones by number.
 */
function pythonOf(text: string, objects = false): unknown {
  const tokens =
    /\s*(?:([[\](){},:=])|([rbuf]?)('[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*")|(-?[\d.]+(?:e[-+]?\d+)?)|(\w+))/gy
  let end = 0
  const next = () => {
    const found = tokens.exec(text)
    if (found !== null) end = tokens.lastIndex
    return found
  }
  let token = next()
  let depth = 0
  const step = () => {
    const current = token
    token = next()
    return current
  }
  const items = (close: string, read: () => void): boolean => {
    if (++depth > 200) return false
    step()
    while (token !== null && token[1] !== close) {
      read()
      if (token !== null && token[1] === ',') step()
      else if (token === null || (token as RegExpExecArray)[1] !== close) return false
    }
    depth--
    return step() !== null
  }
  const bad = Symbol('bad')
  const value = (): unknown => {
    if (token === null) return bad
    const [, mark, , quoted, number, name] = token
    if (mark === '[' || mark === '(') {
      const list: unknown[] = []
      return items(mark === '[' ? ']' : ')', () => list.push(value())) && !list.includes(bad) ? list : bad
    }
    if (mark === '{') return object()
    step()
    if (quoted !== undefined) return unquoted(quoted)
    if (number !== undefined) return Number(number)
    if (objects && name !== undefined && token?.[1] === '(') return printed()
    return name !== undefined && name in names ? names[name] : bad
  }
  /** A field with its name, or one without. */
  const field = (count: number): readonly [string, unknown] => {
    const first = token?.[5]
    const read = value()
    if (token?.[1] !== '=') return [String(count), read]
    step()
    return [first ?? '', value()]
  }
  const printed = (): unknown => {
    const entries: (readonly [string, unknown])[] = []
    const whole = items(')', () => entries.push(field(entries.length)))
    return whole && entries.every(([, v]) => v !== bad) ? Object.fromEntries(entries) : bad
  }
  const object = (): unknown => {
    const entries: [string, unknown][] = []
    const whole = items('}', () => {
      const key = value()
      if (token?.[1] !== ':') entries.push(['', bad])
      else {
        step()
        entries.push([String(key), value()])
      }
    })
    return whole && entries.every(([, v]) => v !== bad) ? Object.fromEntries(entries) : bad
  }
  const result = value()
  // A text that goes on with something else is an expression, not a value.
  return result === bad || token !== null || text.slice(end).trim() !== '' ? undefined : result
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\n': '',
  b: '\b',
  f: '\f',
  '0': '\0',
}

const escaped = /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([\s\S]))/gi

/** A quoted text without its quotes and escapes. */
function unquoted(quoted: string): string {
  return quoted.slice(1, -1).replace(escaped, (...match: readonly unknown[]) => {
    const [x, u, long, other] = match.slice(1, 5)
    const code = [x, u, long].find((c) => typeof c === 'string')
    if (code === undefined) return typeof other === 'string' ? (escapes[other] ?? other) : ''
    const point = parseInt(code, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : ''
  })
}
