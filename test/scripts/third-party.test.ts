/** What may be shipped of others, and how it is named. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { holesIn } from '../../scripts/audit.mjs'
import {
  billOfMaterials,
  licenceByText,
  objections,
  packageFolders,
  thirdParty,
} from '../../scripts/third-party.mjs'

const one = { name: 'one', version: '1.0.0', licence: 'MIT', text: 'Permission is granted' }

test('a licence that is not on the list, or is none, is objected to by name', () => {
  expect(objections([one, { ...one, licence: '(GPL-3.0-only OR MIT)' }])).toEqual([])
  expect(objections([{ ...one, licence: 'MIT AND GPL-3.0-only' }])).toEqual([
    'one 1.0.0 has a licence that is not on the list: MIT AND GPL-3.0-only.',
  ])
  expect(objections([{ ...one, licence: 'SEE LICENSE IN x' }])).toHaveLength(1)
  expect(objections([{ ...one, licence: undefined }])).toEqual(['one 1.0.0 says no licence.'])
  expect(objections([{ ...one, text: '' }])).toEqual(['one 1.0.0 has no text of its licence (MIT).'])
})

test('packages are found at every depth, and only packages', () => {
  expect(
    packageFolders([
      'package.json',
      'node_modules/a/package.json',
      'node_modules/a/dist/esm/package.json',
      'node_modules/@b/c/package.json',
      'node_modules/a/node_modules/d/package.json',
      'node_modules/a/index.js',
    ]),
  ).toEqual(['node_modules/@b/c', 'node_modules/a', 'node_modules/a/node_modules/d'])
})

test('a package without a text of its own gets that of its licence, with who holds the rights', () => {
  const [found] = thirdParty(process.cwd(), ['node_modules/onnxruntime-node']).filter(
    ({ name }) => name === 'onnxruntime-node',
  )
  expect(found?.text).toMatch(/^MIT License\s+Copyright \(c\) (?!<year>)/)
})

test('holes count in what ships, and a report that is none is an error', () => {
  const vulnerabilities = { zod: { name: 'zod' }, vite: { name: 'vite' } }
  expect(holesIn({ vulnerabilities }, new Set(['zod', 'react']))).toEqual([{ name: 'zod' }])
  expect(() => holesIn({ error: { summary: 'no network' } }, new Set())).toThrow('no network')
})

test('a package that has the text of MIT and not its name is MIT; another text is none', () => {
  const [, first] = /^([^]*?)\n\n/.exec(readFileSync('node_modules/png-js/LICENSE', 'utf8')) ?? []
  expect(first).toBe('MIT License')
  expect(licenceByText(readFileSync('node_modules/png-js/LICENSE', 'utf8'))).toBe('MIT')
  expect(licenceByText(readFileSync('LICENSE', 'utf8'))).toBeUndefined()
  expect(licenceByText(undefined)).toBeUndefined()
})

test('a bill of materials names each with its address and hash', () => {
  const integrity = `sha512-${Buffer.from('ab').toString('base64')}`
  const { components } = billOfMaterials({ name: 'Relook', version: '1.0.0' }, [
    { ...one, name: '@scope/one', integrity },
  ])
  expect(components).toEqual([
    {
      type: 'library',
      'bom-ref': 'pkg:npm/%40scope/one@1.0.0',
      name: '@scope/one',
      version: '1.0.0',
      purl: 'pkg:npm/%40scope/one@1.0.0',
      licenses: [{ license: { id: 'MIT' } }],
      hashes: [{ alg: 'SHA-512', content: '6162' }],
    },
  ])
})
