/** Functions of Python, math and NumPy that boxes are made with. The values are those of CPython 3.11 and NumPy 2.4. */
import { describe, expect, test } from 'vitest'
import { worthOf } from '../../builders/worth'

describe('the least and the greatest', () => {
  test.each<[string, string]>([
    ['min(3, 1, 2)', '1'],
    ['max([3, 1, 2])', '3'],
    ['min((2.5, 3))', '2.5'],
    ['max([-5, 3], key=abs)', '-5'],
    ['min([3, -1, 1], key=abs)', '-1'],
    ['max([(1, 9), (2, 0)], key=lambda b: b[1])', '(1, 9)'],
    ['max((1, 2), (1, 3), (0, 9))', '(1, 3)'],
    ["max('a', 'b')", "'b'"],
    ["min(['bc', 'b', 'abc'])", "'abc'"],
    ['min([], default=7)', '7'],
    ['max([4], default=7)', '4'],
    ['max(range(5))', '4'],
    ['min(x for x in [3, 2])', '2'],
    ['np.minimum(3, 2)', '2'],
    ['np.maximum(3, 2)', '3'],
    ['abs(-3)', '3'],
    ['abs(-3.5)', '3.5'],
    ['math.fabs(-3)', '3.0'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})

describe('in order', () => {
  test.each<[string, string]>([
    ['sorted([3, 1, 2])', '[1, 2, 3]'],
    ['sorted((3, 1, 2), reverse=True)', '[3, 2, 1]'],
    ['sorted([-3, 1, 2], key=abs)', '[1, 2, -3]'],
    ['sorted([(2, 1), (1, 9), (1, 2)])', '[(1, 2), (1, 9), (2, 1)]'],
    ['sorted([(2, 1), (1, 9)], key=lambda b: b[1])', '[(2, 1), (1, 9)]'],
    ['sorted([[1], [1, 0], []])', '[[], [1], [1, 0]]'],
    ["sorted(['b', 'a', 'ab'])", "['a', 'ab', 'b']"],
    ["sorted({'b': 1, 'a': 2})", "['a', 'b']"],
    [
      "sorted([(1, 'x'), (0, 'y'), (1, 'a')], key=lambda b: b[0], reverse=True)",
      "[(1, 'x'), (1, 'a'), (0, 'y')]",
    ],
    ['list(reversed([1, 2, 3]))', '[3, 2, 1]'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})

describe('sums and counts', () => {
  test.each<[string, string]>([
    ['sum([1, 2, 3])', '6'],
    ['sum((0.5, 1))', '1.5'],
    ['sum([1, 2], 10)', '13'],
    ['sum([1, 2], start=10)', '13'],
    ['sum([])', '0'],
    ['sum(v for v in [1, 2])', '3'],
    ["sum({2: 'a', 3: 'b'})", '5'],
    ['len([1, 2, 3])', '3'],
    ["len({'a': 1})", '1'],
    ['len(())', '0'],
    ["len('word')", '4'],
    ["len('é😀')", '2'],
    ['len({1, 1, 2})', '2'],
    ['len(range(2, 20, 3))', '6'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})

describe('ranges and lists side by side', () => {
  test.each<[string, string]>([
    ['list(range(4))', '[0, 1, 2, 3]'],
    ['list(range(2, 5))', '[2, 3, 4]'],
    ['list(range(5, 0, -2))', '[5, 3, 1]'],
    ['list(range(0))', '[]'],
    ['list(range(3, 1))', '[]'],
    ['np.arange(3) * 2', 'array([0, 2, 4])'],
    ['np.arange(0, 1, 0.25)', 'array([0.0, 0.25, 0.5, 0.75])'],
    ["list(enumerate(['a', 'b']))", "[(0, 'a'), (1, 'b')]"],
    ["list(enumerate(['a'], 5))", "[(5, 'a')]"],
    ["list(enumerate(['a'], start=2))", "[(2, 'a')]"],
    ['list(zip([1, 2, 3], [4, 5]))', '[(1, 4), (2, 5)]'],
    ['list(zip([1], [2], [3]))', '[(1, 2, 3)]'],
    ['list(map(int, [1.5, 2.5]))', '[1, 2]'],
    ['list(map(lambda v: v * 2, [1, 2]))', '[2, 4]'],
    ['list(map(lambda a, b: a + b, [1, 2], [3, 4]))', '[4, 6]'],
    ['list(map(max, [1, 2], [3, 0]))', '[3, 2]'],
    ['list(map(round, [1.5], [0]))', '[2.0]'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})

describe('kinds', () => {
  test.each<[string, string]>([
    ['float(3)', '3.0'],
    ['float(True)', '1.0'],
    ['bool([])', 'False'],
    ['bool()', 'False'],
    ['bool(0.0)', 'False'],
    ["bool('a')", 'True'],
    ['list((1, 2))', '[1, 2]'],
    ['list()', '[]'],
    ["list({'a': 1, 'b': 2})", "['a', 'b']"],
    ['tuple([1, 2])', '(1, 2)'],
    ['tuple()', '()'],
    ["tuple({'a': 1})", "('a',)"],
    ['tuple(v + 1 for v in (1, 2))', '(2, 3)'],
    ['dict(a=1, b=2)', "{'a': 1, 'b': 2}"],
    ["dict([('a', 1), ('b', 2)])", "{'a': 1, 'b': 2}"],
    ["dict(zip(['a', 'b'], [1, 2]))", "{'a': 1, 'b': 2}"],
    ["dict({'a': 1}, b=2)", "{'a': 1, 'b': 2}"],
    ['dict()', '{}'],
    ['(5).real', '5'],
    ['np.int32(2.7)', '2'],
    ['np.float32(2)', '2.0'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})

describe('curves', () => {
  test.each<[string, string]>([
    ['math.sqrt(16)', '4.0'],
    ['math.hypot(3, 4)', '5.0'],
    ['math.hypot(2, 3, 6)', '7.0'],
    ['math.hypot(3)', '3.0'],
    ['math.log(8, 2)', '3.0'],
    ['math.log(1)', '0.0'],
    ['math.exp(0)', '1.0'],
    ['math.degrees(math.pi)', '180.0'],
    ['math.radians(180)', '3.141592653589793'],
    ['math.atan2(1, 1)', '0.7853981633974483'],
    ['math.atan2(-1, -1)', '-2.356194490192345'],
    ['math.sin(0)', '0.0'],
    ['math.cos(0)', '1.0'],
    ['math.pow(2, 3)', '8.0'],
    ['pow(2, 3)', '8'],
    ['pow(2, -1)', '0.5'],
    ['pow(2, 3, 5)', '3'],
    ['pow(-2, 3, 5)', '2'],
    ['np.power(2, 3)', '8'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})

describe('held between limits', () => {
  test.each<[string, string]>([
    ['np.clip(15, 0, 10)', '10'],
    ['np.clip(-5, 0, 10)', '0'],
    ['np.clip(5, None, 3)', '3'],
    ['np.clip(5, 7, None)', '7'],
    ['np.clip(15, a_min=0, a_max=10)', '10'],
    ['np.clip(15, min=0, max=10)', '10'],
    ['int(np.clip(2.7, 0, 10))', '2'],
    ['max(0, min(5, 3))', '3'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})

describe('arrays', () => {
  test.each<[string, string]>([
    ['np.array([1, 2]) + 1', 'array([2, 3])'],
    ['1 - np.array([1, 2])', 'array([0, -1])'],
    ['np.array([1, 2]) * np.array([3, 4])', 'array([3, 8])'],
    ['np.array([1, 2]) / 2', 'array([0.5, 1.0])'],
    ['np.array([7, -7]) // 2', 'array([3, -4])'],
    ['-np.array([1, 2])', 'array([-1, -2])'],
    ['np.array([1, 2]) + [10, 20]', 'array([11, 22])'],
    ['np.array([[1, 2], [3, 4]]) * np.array([10, 100])', 'array([array([10, 200]), array([30, 400])])'],
    ['np.array([[1, 2], [3, 4]])[:, 0]', 'array([1, 3])'],
    ['np.array([[1, 2], [3, 4]])[1, 0]', '3'],
    ['np.array([[1, 2], [3, 4]])[0, ::-1]', 'array([2, 1])'],
    ['np.array([[1, 2], [3, 4]]).T', 'array([array([1, 3]), array([2, 4])])'],
    ['np.array([[1, 2], [3, 4]]).shape', '(2, 2)'],
    ['np.array([[1, 2], [3, 4]]).size', '4'],
    ['np.array([1, 2]).size', '2'],
    ['np.array([1, 2, 3])[::-1]', 'array([3, 2, 1])'],
    ['np.array([1, 2]).tolist()', '[1, 2]'],
    ['np.array([1.7, -1.7]).astype(int)', 'array([1, -1])'],
    ["np.array([1.7]).astype('int32')", 'array([1])'],
    ['np.array([1.7]).astype(np.int64)', 'array([1])'],
    ['np.array([1, 2]).astype(float)', 'array([1.0, 2.0])'],
    ['np.array([1.7]).astype(np.float32).tolist()[0] > 1', 'True'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})
