/** What changes a list or a dict in place: methods, items and parts that are assigned or deleted. The values are those of CPython 3.11 and NumPy 2.4. */
import { describe, expect, test } from 'vitest'
import { worthOf } from '../../builders/worth'

describe('methods that change a list', () => {
  test.each<[string, string]>([
    ['a = [1, 2]\na.append([3])\nx = a', '[1, 2, [3]]'],
    ['a = [1, 2]\na.extend((3, 4))\nx = a', '[1, 2, 3, 4]'],
    ["a = [1]\na.extend({'k': 1})\nx = a", "[1, 'k']"],
    ['a = [1, 2]\nx = a.pop()', '2'],
    ['a = [1, 2]\nx = a.pop(0)', '1'],
    ['a = [1, 2]\na.pop(0)\nx = a', '[2]'],
    ['a = [1, 2, 3]\na.pop(-2)\nx = a', '[1, 3]'],
    ['a = [1, 2]\na.insert(0, 5)\nx = a', '[5, 1, 2]'],
    ['a = [1, 2]\na.insert(-1, 5)\nx = a', '[1, 5, 2]'],
    ['a = [1, 2]\na.insert(9, 5)\nx = a', '[1, 2, 5]'],
    ['a = [1, 2]\na.clear()\nx = a', '[]'],
    ['a = [3, 1, 2]\na.reverse()\nx = a', '[2, 1, 3]'],
    ['a = [3, 1, 2]\na.sort()\nx = a', '[1, 2, 3]'],
    ['a = [(1, 5), (2, 3)]\na.sort(key=lambda b: b[1])\nx = a', '[(2, 3), (1, 5)]'],
    ['a = [3, 1, 2]\na.sort(reverse=True)\nx = a', '[3, 2, 1]'],
    ['a = [3, 1, 3]\na.remove(3)\nx = a', '[1, 3]'],
    ['a = [3, 1, 2]\nb = a.copy()\nb.append(4)\nx = a', '[3, 1, 2]'],
    ["d = {'a': [1]}\nd['a'].append(2)\nx = d['a']", '[1, 2]'],
    ['a = [[1], [2]]\na[1].append(3)\nx = a', '[[1], [2, 3]]'],
    ['def f(v):\n    a.append(v)\na = []\nf(1)\nf(2)\nx = a', '[1, 2]'],
  ])('%s', (code, expected) => expect(worthOf(code)).toBe(expected))
})

describe('methods that change a dict', () => {
  test.each<[string, string]>([
    ["a = {'p': 1, 'q': 2}\nx = a.pop('p')", '1'],
    ["a = {'p': 1, 'q': 2}\na.pop('p')\nx = list(a)", "['q']"],
    ["a = {'p': 1}\nx = a.pop('q', 7)", '7'],
    ["a = {'p': 1}\na.setdefault('q', 2)\nx = a", "{'p': 1, 'q': 2}"],
    ["a = {'p': 1}\nx = a.setdefault('p', 2)", '1'],
    ["a = {'p': 1}\na.clear()\nx = len(a)", '0'],
    ["a = {'x': 1}\na.update({'y': 2})\nx = a", "{'x': 1, 'y': 2}"],
    ["a = {'x': 1}\na.update(y=2, x=5)\nx = a", "{'x': 5, 'y': 2}"],
    ["a = {}\na.update([('k', 3)])\nx = a", "{'k': 3}"],
  ])('%s', (code, expected) => expect(worthOf(code)).toBe(expected))
})

describe('items and parts that are assigned', () => {
  test.each<[string, string]>([
    ['a = [1, 2, 3]\na[0] = 9\nx = a', '[9, 2, 3]'],
    ['a = [1, 2, 3]\na[-1] = 9\nx = a', '[1, 2, 9]'],
    ['a = [1, 2, 3]\na[1], a[0] = a[0], a[1]\nx = a', '[2, 1, 3]'],
    ['a = [1, 2, 3]\na[0] += 5\nx = a', '[6, 2, 3]'],
    ['box = [10, 20, 30, 40]\nbox[2] += box[0]\nbox[3] += box[1]\nx = box', '[10, 20, 40, 60]'],
    ["a = {'x': 1}\na['x'] += 4\nx = a", "{'x': 5}"],
    ["a = {'x': 1}\na['y'] = 2\nx = a", "{'x': 1, 'y': 2}"],
    ["d = {'a': [1]}\nd['a'][0] = 7\nx = d['a']", '[7]'],
    ["d = {'a': {}}\nd['a']['b'] = 7\nx = d['a']", "{'b': 7}"],
    ["d = {'a': [[1, 2], [3, 4]]}\nd['a'][1][0] -= 3\nx = d['a']", '[[1, 2], [0, 4]]'],
    ['a = {}\nfor i in range(3):\n    a[i] = i * i\nx = list(a.items())', '[(0, 0), (1, 1), (2, 4)]'],
    ['a = {}\nfor i in range(2):\n    a[(i, i)] = i\nx = len(a)', '2'],
    ['a = [1, 2, 3, 4]\na[0:2] = [7, 8]\nx = a', '[7, 8, 3, 4]'],
    ['a = [1, 2, 3, 4]\na[::2] = (7, 8)\nx = a', '[7, 2, 8, 4]'],
    ['a = [1, 2, 3, 4]\na[::-1] = [1, 2, 3, 4]\nx = a', '[4, 3, 2, 1]'],
    ['a = np.array([1, 2, 3, 4])\na[0:2] = 7\nx = a', 'array([7, 7, 3, 4])'],
    ['a = np.array([1, 2, 3, 4])\na[::2] *= 10\na[1::2] *= 100\nx = a', 'array([10, 200, 30, 400])'],
    ['a = np.array([1, 2, 3, 4])\na[-1] = 0\nx = a', 'array([1, 2, 3, 0])'],
  ])('%s', (code, expected) => expect(worthOf(code)).toBe(expected))
})

describe('items that are deleted', () => {
  test.each<[string, string]>([
    ['a = [3, 1, 2]\ndel a[0]\nx = a', '[1, 2]'],
    ['a = [3, 1, 2]\ndel a[-1], a[0]\nx = a', '[1]'],
    ['a = [0, 1, 2, 3]\ndel a[1:3]\nx = a', '[0, 3]'],
    ['a = [0, 1, 2, 3]\ndel a[::2]\nx = a', '[1, 3]'],
    ["a = {'p': 1, 'q': 2}\ndel a['p']\nx = list(a)", "['q']"],
    ["d = {'a': [1, 2]}\ndel d['a'][0]\nx = d['a']", '[2]'],
  ])('%s', (code, expected) => expect(worthOf(code)).toBe(expected))
})
