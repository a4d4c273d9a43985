/** Statements: names, loops, branches, functions. The values are those of CPython 3.11 and NumPy 2.4. */
import { describe, expect, test } from 'vitest'
import { worthOf } from '../../builders/worth'

describe('names', () => {
  test.each<[string, string]>([
    ['x = 1; x = 2', '2'],
    ['x = y = 3', '3'],
    ['x: int = 5', '5'],
    ['a, b = 1, 2\nx = (b, a)', '(2, 1)'],
    ['(a, b), [c, d] = (1, 2), (3, 4)\nx = [a, b, c, d]', '[1, 2, 3, 4]'],
    ['a, *b = 1, 2, 3\nx = b', '[2, 3]'],
    ['*a, b = [1, 2, 3]\nx = (a, b)', '([1, 2], 3)'],
    ['a, *b, c = [1, 2]\nx = (a, b, c)', '(1, [], 2)'],
    ['a, b = 1, 2\na, b = b, a\nx = (a, b)', '(2, 1)'],
    ['x = 5\nx -= 2\nx *= 4\nx //= 5', '2'],
    ['x = 7\nx **= 2\nx %= 10', '9'],
    ['a = [1, 2]\na += [3]\nx = a', '[1, 2, 3]'],
    ['x = (1 +\n     2)', '3'],
    ['x = 1 + \\\n    2', '3'],
    ['x = [\n  1,  # one\n  2,\n]', '[1, 2]'],
    ['from math import floor as fl\nx = fl(2.5)', '2'],
    ['import math as m\nx = m.ceil(2.1)', '3'],
    ['from math import pi\nx = pi', '3.141592653589793'],
    ['i = 5\na = [i for i in range(3)]\nx = i', '5'],
  ])('%s', (code, expected) => expect(worthOf(code)).toBe(expected))
})

describe('loops', () => {
  test.each<[string, string]>([
    [
      'x = []\nfor i in range(5):\n    if i == 1: continue\n    if i == 4: break\n    x.append(i)',
      '[0, 2, 3]',
    ],
    ['x = 0\nfor i in range(3):\n    x += i\nelse:\n    x += 100', '103'],
    ['x = 0\nfor i in range(3):\n    if i == 1: break\nelse:\n    x = 100', '0'],
    ['x = 0\nwhile x < 5:\n    x += 2', '6'],
    ['x = 0\nwhile True:\n    x += 1\n    if x > 3: break', '4'],
    ['x = 0\nwhile x < 3:\n    x += 1\nelse:\n    x = 50', '50'],
    ['x = 0\nwhile x < 3:\n    x += 1\n    if x == 2: break\nelse:\n    x = 50', '2'],
    ["x = 0\nfor k, v in {'a': 1, 'b': 2}.items():\n    x += v", '3'],
    ['x = 0\nfor i, (a, b) in enumerate([(1, 2), (3, 4)]):\n    x += i * a * b', '12'],
    ['x = []\nfor a, *rest in [(1, 2, 3), (4, 5)]:\n    x.append(rest)', '[[2, 3], [5]]'],
    ['x = 0\nfor i in range(3):\n    for j in range(3):\n        if j > i: break\n        x += 1', '6'],
    ['for x in [1, 2, 3]: pass', '3'],
  ])('%s', (code, expected) => expect(worthOf(code)).toBe(expected))
})

describe('branches', () => {
  test.each<[string, string]>([
    ['if 0:\n    x = 1\nelif 1:\n    x = 2\nelse:\n    x = 3', '2'],
    ['if True: x = 1\nelse: x = 2', '1'],
    ['x = 1\nif x > 0:\n    if x > 5:\n        x = 10\n    else:\n        x = 20', '20'],
    ['try:\n    x = 1\nexcept ValueError:\n    x = 2\nelse:\n    x = 3\nfinally:\n    y = 4', '3'],
    ['try:\n    raise ValueError\nexcept ValueError:\n    x = 2', '2'],
    [
      "x = 0\ntry:\n    raise ValueError('no')\nexcept (KeyError, ValueError) as e:\n    pass\nfinally:\n    x += 1\nx += 10",
      '11',
    ],
    ['def f():\n    try:\n        return 1\n    finally:\n        pass\nx = f()', '1'],
  ])('%s', (code, expected) => expect(worthOf(code)).toBe(expected))
})

describe('functions', () => {
  test.each<[string, string]>([
    ['def f(a, b=2):\n    return a - b\nx = f(b=1, a=5)', '4'],
    ['def f(a, b):\n    return a - b\nx = f(*(5, 1))', '4'],
    ["def f(a, b):\n    return a - b\nx = f(**{'a': 5, 'b': 1})", '4'],
    ['def f(a, b=2, *c, d=4):\n    return (a, b, c, d)\nx = f(1)', '(1, 2, (), 4)'],
    ['def f(a, b=2, *c, d=4):\n    return (a, b, c, d)\nx = f(1, 3, 5, 6, d=7)', '(1, 3, (5, 6), 7)'],
    ['def f(*c):\n    return c\nx = f(1, 2)', '(1, 2)'],
    ['def f(a, **k):\n    return k\nx = f(b=1, a=2)', "{'b': 1}"],
    ['def f(a, /, b, *, c):\n    return (a, b, c)\nx = f(1, b=2, c=3)', '(1, 2, 3)'],
    ["def f(a: int, b: 'x' = 3) -> int:\n    return a * b\nx = f(2)", '6'],
    ['x = (lambda a, b=2: a * b)(3)', '6'],
    ['x = (lambda *a: len(a))(1, 2, 3)', '3'],
    ['def f(n):\n    return 1 if n < 2 else n * f(n - 1)\nx = f(5)', '120'],
    ['def f():\n    pass\nx = f()', 'None'],
    ['def f():\n    y = 2\n    return y\ny = 1\nx = (f(), y)', '(2, 1)'],
    ['y = 1\ndef f():\n    global y\n    y = 2\nf()\nx = y', '2'],
    [
      'def f():\n    n = 1\n    def g():\n        nonlocal n\n        n += 1\n    g()\n    return n\nn = 9\nx = (f(), n)',
      '(2, 9)',
    ],
    ['def f(k):\n    return lambda v: v * k\ng = f(3)\nx = g(2)', '6'],
    ['def f():\n    for i in range(10):\n        if i == 3:\n            return i\nx = f()', '3'],
    ['class A:\n    x = 7\nx = 3', '3'],
    ['import json\nx = json.loads(\'{"a": [1, 2.5, null, true]}\')', "{'a': [1, 2.5, None, True]}"],
    ['import json\nx = json.loads(\'"(it) is"\')', "'(it) is'"],
    ['import ast\nx = ast.literal_eval("[1, \'b\', 2.5]")', "[1, 'b', 2.5]"],
  ])('%s', (code, expected) => expect(worthOf(code)).toBe(expected))
})
