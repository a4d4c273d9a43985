/** What a graph's file says without being opened. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { mentions, takes } from '../../../../main/models/onnx/mentions'

const folder = mkdtempSync(join(tmpdir(), 'relook-mentions-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A graph's value: field 11 with its name as field 1; an initializer's name is field 8 of field 5. */
function graph(field: 'input' | 'initializer', name: string, before = 0): string {
  const [outer, inner] = field === 'input' ? [0x5a, 0x0a] : [0x2a, 0x42]
  const named = Buffer.concat([Buffer.from([inner, name.length]), Buffer.from(name)])
  const value = Buffer.concat([Buffer.from([outer, named.length]), named])
  const path = join(folder, `${field}-${name}-${before}.onnx`)
  writeFileSync(path, Buffer.concat([Buffer.alloc(before, 1), value, Buffer.alloc(99, 2)]))
  return path
}

test('an input is told from something inside the graph that is called so', async () => {
  expect(await takes(graph('input', 'deepstack_embeds'), 'deepstack_')).toBe(true)
  expect(await takes(graph('initializer', 'deepstack_embeds'), 'deepstack_')).toBe(false)
  expect(await mentions(graph('initializer', 'deepstack_embeds'), 'deepstack_')).toBe(true)
  expect(await takes(graph('input', 'inputs_embeds'), 'deepstack_')).toBe(false)
})

test('it is found across the parts that a file is read in', async () => {
  for (let before = 2 ** 16 - 16; before <= 2 ** 16; before++)
    expect(await takes(graph('input', 'deepstack_embeds', before), 'deepstack_'), `${before}`).toBe(true)
})

test('exports of Qwen3-VL take it, those of Qwen2.5-VL do not', async () => {
  const at = (family: string) =>
    new URL(`../../../fixtures/${family}/model/onnx/decoder_model_merged.onnx`, import.meta.url).pathname
  expect(await takes(at('qwen3'), 'deepstack_')).toBe(true)
  expect(await takes(at('qwen'), 'deepstack_')).toBe(false)
})
