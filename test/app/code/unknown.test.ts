/** What the reader does not work out is said to be unknown, with why: it never passes for a value it does not have. */
import { describe, expect, test } from 'vitest'
import { readOne, worthOf } from '../../builders/worth'

describe('values nobody can say', () => {
  test.each<[string, string]>([
    ['1 / 0', '? a division by zero'],
    ['1 // 0', '? a division by zero'],
    ['1 % 0', '? a division by zero'],
    ['divmod(1, 0)', '? a division'],
    ['10.0 ** 400', '? a number without end'],
    ['1e308 * 10', '? a number without end'],
    ['1e400', '? a number without a finite value'],
    ['2j', '? a number without a finite value'],
    ['(-8) ** 0.5', '? a number without end'],
    ['6 & 3', '? an operation on bits'],
    ['~5', '? an operation on bits'],
    ['1 @ 2', '? “@” of numbers'],
    ['[1] + 2', '? values that are no numbers'],
    ['None + 1', '? values that are no numbers'],
    ['np.array([1, 2]) + np.array([1, 2, 3])', '? arrays of different lengths'],
    ['[0] * 2001', '? a very long list'],
    ['[0] * 1500 + [1] * 1500', '? a very long list'],
    ['range(1001)', '? a range of 1001'],
    ['range(0, 5, 0)', '? a range that is not known'],
    ['range(n)', '? “n”, which this code was not given'],
    ['n', '? “n”, which this code was not given'],
    ['n + 1', '? “n”, which this code was not given'],
    ['1 + n * 2', '? “n”, which this code was not given'],
    ['not n', '? a test'],
    ['n and 1', '? a test'],
    ['n < 2', '? a comparison'],
    ['(1, 2) == (1, 2)', '? a comparison'],
    ['n in [1, 2]', '? a comparison'],
    ['1 in [n, 2]', '? a comparison'],
    ["'a' < 'b'", '? a comparison'],
    ['bool(n)', '? a test'],
    ['isinstance(1, int)', '? a test'],
    ['[1, 2][5]', '? an item that is not there'],
    ['[1, 2][n]', '? “n”, which this code was not given'],
    ["{'a': 1}['b']", '? an item that is not there'],
    ["{'a': 1, n: 2}['b']", '? an item under a key that is not known'],
    ["{'a': 1, n: 2}.get('b', 7)", '? an item under a key that is not known'],
    ["{'a': 1}.get(n, 7)", '? an item under a key that is not known'],
    ["{'a': 1, **n}", '? “n”, which this code was not given'],
    ['dict(n)', '? a dict'],
    ['dict([1, 2])', '? a dict'],
    ["'b' in {'a': 1, n: 2}", '? a comparison'],
    ['[1, 2, 3][n:]', '? a part of a list'],
    ['[1, 2, 3][::0]', '? a part of a list'],
    ['min([])', '? min() of nothing'],
    ['max(1, n)', '? “n”, which this code was not given'],
    ["max(1, 'a')", '? max() of no numbers'],
    ['max([1, 2], key=n)', '? what n() gives'],
    ['sorted([1, n])', '? “n”, which this code was not given'],
    ["sorted([1, 'a'])", '? a list in an order nobody knows'],
    ['sorted([2, 1], reverse=n)', '? a list in an order nobody knows'],
    ['sum([1, n])', '? “n”, which this code was not given'],
    ['sum([1, 2], n)', '? “n”, which this code was not given'],
    ['len(n)', '? “n”, which this code was not given'],
    ['len(5)', '? a length'],
    ["len('a\\nb')", '? the length of a text'],
    ["int('12')", '? int() of no number'],
    ["float('1.5')", '? float() of no number'],
    ['round(2.5, n)', '? “n”, which this code was not given'],
    ['np.clip(5, 0, n)', '? “n”, which this code was not given'],
    ['enumerate([1], n)', '? a list'],
    ['zip([1], n)', '? “n”, which this code was not given'],
    ['list(n)', '? “n”, which this code was not given'],
    ['[v for v in n]', '? “n”, which this code was not given'],
    ['math.sqrt(-1)', '? sqrt()'],
    ['math.log(0)', '? log()'],
    ['pow(2, n)', '? “n”, which this code was not given'],
    ["json.loads('{')", '? what stands in a text'],
    ['json.loads(n)', '? “n”, which this code was not given'],
    ["'a,b'.split(',')", '? the pieces of a text'],
    ["f'{n}.png'", '? a text'],
    ['str(5)', '? a text'],
    ['find(1)', '? what find() gives'],
    ['np.linspace(0, 1, 5)', '? what linspace() gives'],
    ['(lambda a: a)()', '? the argument “a”'],
    ['slice(1, 9, 2)', '? a slice with a step'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})

describe('what is changed where nobody can say is not known any more', () => {
  const lost = '? a list that is changed where nobody can say'
  test.each<[string, string]>([
    ['x = [1, 2]\nx[n] = 5', lost],
    ['x = [1, 2]\nx.insert(n, 5)', lost],
    ['x = [1, 2]\nx.pop(n)', lost],
    ['x = [1, 2]\nx.extend(n)', lost],
    ['x = [1, 2]\nx.remove(n)', lost],
    ['x = [1, n]\nx.sort()', lost],
    ['x = [1, 2]\ndel x[n]', lost],
    ['x = [1, 2]\ndel x[n:]', lost],
    ['x = [1, 2, 3]\nx[0:2] = [7]', lost],
    ['x = [1, 2, 3]\nx[n:] = [7]', lost],
    ['x = np.array([[1, 2], [3, 4]])\nx[:, 0] = 0', lost],
    ['x = np.array([1, 2])\nx.fill(3)', lost],
    ["x = {'a': 1}\nx.update(n)", '? a dict with entries nobody knows'],
    ["x = {'a': 1}\nx.pop(n)", '? a dict that lost a key nobody knows'],
    ["x = {'a': 1}\nx.popitem()", '? a dict that lost a key nobody knows'],
    ["x = {'a': 1}\ndel x[n]", '? a dict that lost a key nobody knows'],
    ['x = [0] * 1999\nx.append(1)\nx.append(2)', '? a very long list'],
  ])('%j', (code, expected) => expect(worthOf(code)).toBe(expected))
})

describe('what Python refuses changes nothing', () => {
  test.each<[string, string]>([
    ['x = [1, 2]\nx[5] = 3', '[1, 2]'],
    ['x = [1, 2]\nx.remove(9)', '[1, 2]'],
    ['x = [1, 2]\nx.append()', '[1, 2]'],
    ["x = {'a': 1}\ndel x['b']", "{'a': 1}"],
    ['x = (1, 2)\ny.append(3)', '(1, 2)'],
  ])('%j', (code, expected) => expect(worthOf(code)).toBe(expected))
})

describe('limits', () => {
  const more = 'the code does more than can be followed here'

  test('of work: what came before stands, and the rest is said to be missing', () => {
    const { regions, computed } = readOne(
      'img.crop((1, 2, 3, 4))\nfor i in range(1000):\n    for j in range(1000):\n        k = i * j\nimg.crop((5, 6, 7, 8))',
    )
    expect(regions.map((r) => r.numbers)).toEqual([[1, 2, 3, 4]])
    expect(computed).toEqual([more])
  })

  test('of regions: four hundred, and no more in silence', () => {
    const { regions, computed } = readOne('for i in range(401):\n    img.crop((i, 0, i + 2, 9))')
    expect(regions).toHaveLength(400)
    expect(computed).toEqual([more])
  })

  test('of functions that call one another', () => {
    expect(worthOf('def f(n):\n    return f(n + 1)\nx = f(0)')).toBe(
      '? functions that call one another for ever',
    )
  })

  test('of a loop that does not end', () => {
    expect(readOne('n = 0\nwhile True:\n    n += 1').computed).toEqual(['a loop that does not end'])
  })

  test('of brackets in brackets', () => {
    const deep = (levels: number) => worthOf(`x = ${'('.repeat(levels)}1${')'.repeat(levels)}`)
    expect(deep(20)).toBe('1')
    expect(deep(200)).toBe('no value')
  })

  test('of chains', () => {
    expect(worthOf(`x = ${Array.from({ length: 100 }, () => '1').join(' + ')}`)).toBe('100')
    expect(worthOf(`x = ${Array.from({ length: 1000 }, () => '1').join(' + ')}`)).toBe('no value')
  })

  test('of words that double in a loop', () => {
    expect(worthOf("x = 'ab'\nfor i in range(20):\n    x = x + x")).toBe('? a text')
  })
})
