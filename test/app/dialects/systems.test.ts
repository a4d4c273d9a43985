/** System messages against those of the families' own code: checksums made by training/conformance/prompts.py. */
import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { dialectOf } from '../../../app/dialects'

const file = new URL('../../fixtures/fidelity/systems.json', import.meta.url)
const systems = JSON.parse(readFileSync(file, 'utf8')) as Readonly<
  Record<string, { readonly length: number; readonly crc32: string }>
>

test.each(Object.entries(systems))('%s is told of its tools in its own words', (id, want) => {
  const system = dialectOf(id)?.system ?? ''
  const sum = crc32(system).toString(16).padStart(8, '0')
  expect({ length: system.length, crc32: sum, system: sum === want.crc32 ? '' : system }).toEqual({
    ...want,
    system: '',
  })
})
