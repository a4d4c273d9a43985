/** Names from a hub: the hub's own rule, and that none of them leads anywhere but into its folder. */
import { posix, win32 } from 'node:path'
import fc from '../../builders/properties'
import { describe, expect, test } from 'vitest'
import { isHubAddress, isRepository, isRevision } from '../../../app/host/hub-names'
import { collision, nameProblem, pathProblem } from '../../../app/file-name'

describe('repositories', () => {
  test.each(['owner/name', 'Qwen/Qwen2.5-VL-3B-Instruct', 'a/b', 'a_b/c.d', '_a/b_', `a/${'b'.repeat(94)}`])(
    'takes %s',
    (id) => expect(isRepository(id)).toBe(true),
  )
  const refused = [
    ...['a/..', 'a/.', '../a', './a', 'a', 'a/b/c', '/a', 'a/', 'a//b', '', '/', '..', 'a/...'],
    ...['a/-b', 'a/b-', 'a/.b', 'a/b.', 'a/b--c', 'a..b/c', 'a/b.git', 'a\\b/c', 'a/b\n', ' a/b', 'a/b c'],
    ...['a/b\u0000', 'a/é', 'a/%2e%2e', `a/${'b'.repeat(95)}`],
  ]
  test.each(refused)('refuses %j', (id) => expect(isRepository(id)).toBe(false))

  test('whatever is taken is one folder below its own, on every system', () => {
    const piece = fc.constantFrom(
      '.',
      '..',
      '-',
      '_',
      '/',
      '\\',
      'a',
      'B',
      '0',
      '.git',
      ' ',
      ':',
      '\u0000',
      '%2e',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }).map((p) => p.join('')),
        (id) => {
          if (!isRepository(id)) return
          const name = id.split('/')[1] ?? ''
          for (const path of [posix, win32])
            expect(path.dirname(path.resolve('/models', name))).toBe(path.resolve('/models'))
        },
      ),
      { numRuns: 20_000 },
    )
  })
})

test('revisions are those git allows, and nothing an address resolves', () => {
  for (const good of ['main', 'v1.0', 'refs/convert/parquet', 'refs/pr/3', 'c0ffee'.padEnd(40, '0')])
    expect(isRevision(good), good).toBe(true)
  for (const bad of [
    '',
    '.',
    '..',
    'a/../b',
    '/a',
    'a/',
    'a//b',
    '-a',
    'a b',
    'a?b',
    'a.lock',
    'a/.b',
    'a\\b',
  ])
    expect(isRevision(bad), bad).toBe(false)
})

test('the address of a hub is of the web and holds no password', () => {
  for (const good of ['https://huggingface.co', 'http://127.0.0.1:8080/hub/', 'HTTPS://hub.example'])
    expect(isHubAddress(good), good).toBe(true)
  const refused = [
    'file:///etc',
    'javascript:alert(1)',
    'data:,x',
    'ftp://a',
    'https://',
    'https://a:b@c/',
    'a',
    '',
  ]
  for (const bad of refused) expect(isHubAddress(bad), bad).toBe(false)
})

describe('names on a disk', () => {
  const refused = [
    ...[
      '',
      '.',
      '..',
      'a/b',
      'a\\b',
      'a:b',
      'CON',
      'con.txt',
      'nul',
      'LPT1.tar.gz',
      'com¹',
      'a.',
      'a ',
      'a\u0000',
    ],
    ...['a\u001bb', 'a\nb', 'a|b', 'a?', '*', '"', '<', 'x'.repeat(201)],
  ]
  test.each(refused)('refuses %j', (name) => expect(nameProblem(name)).toBeTypeOf('string'))
  test.each(['a', '.hidden', 'config.json', 'é', '图', 'console', 'com10', 'a b'])('takes %j', (name) =>
    expect(nameProblem(name)).toBeUndefined(),
  )
  test('a path is refused for any of its names, an absolute one and a very deep one too', () => {
    for (const path of ['/a', 'a/../b', 'a//b', 'a/', 'a/nul/b', 'a/'.repeat(40) + 'b'])
      expect(pathProblem(path), path).toBeTypeOf('string')
    expect(pathProblem('onnx/model.onnx')).toBeUndefined()
  })
  test('finds names that are one where case or accents do not count', () => {
    expect(collision(['a/B', 'a/b'])).toEqual(['a/B', 'a/b'])
    expect(collision(['\u00e9', 'e\u0301'])).toEqual(['\u00e9', 'e\u0301'])
    expect(collision(['a', 'b', 'a/b'])).toBeUndefined()
  })
})
