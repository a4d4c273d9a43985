/** Which folders are run, by their model type and the language they are asked in: visual tokens must be of one size. */
import { expect, test } from 'vitest'
import { checkCell, cropBudgetOf, familyOf } from '../../../../main/models/onnx/families'

test('a model type nobody knows is refused with those that are known', () => {
  for (const type of ['qwen3_next', 'toString'])
    expect(() => familyOf(type)).toThrow(
      `models of type “${type}” cannot be run; qwen2_vl, qwen2_5_vl, qwen3_vl and qwen3_5 can`,
    )
})

test('a mixture of experts is refused with what to do instead', () => {
  for (const type of ['qwen3_vl_moe', 'qwen3_5_moe'])
    expect(() => familyOf(type)).toThrow(/mixture of experts.*Take a dense one, or connect a server/)
})

test('DeepStack layers are as many as are listed, or as transformers has them by default', () => {
  const { deepstack } = familyOf('qwen3_vl')
  expect([deepstack([5, 11, 17]), deepstack([1]), deepstack([]), deepstack(undefined)]).toEqual([3, 1, 0, 3])
  expect(familyOf('qwen2_5_vl').deepstack([1, 2])).toBe(0)
  expect(familyOf('qwen3_5').deepstack(undefined)).toBe(0)
})

test.each([
  ['qwen3-vl', 16, true],
  ['qwen3-grounding', 16, true],
  ['qwen3.5', 16, true],
  ['vlm-r3', 14, true],
  ['vlm-r3', 16, false],
  ['qwen-grounding', 16, false],
  ['qwen3-vl', 14, false],
])('%s with patches of %s pixels: %s', (dialect, patch, fits) => {
  const check = () => checkCell('folder', dialect, { patch, merge: 2, own: patch })
  if (fits) expect(check).not.toThrow()
  else expect(check).toThrow(`a visual token of ${patch * 2} × ${patch * 2} pixels`)
})

test('two descriptions that differ are told, not chosen from', () => {
  const check = () => checkCell('folder', 'vlm-r3', { patch: 14, merge: 2, own: 16 })
  expect(check).toThrow('patch_size is 14 in preprocessor_config.json and 16 in config.json')
})

test.each(['qwen3-vl', 'qwen3.5'])(
  'the zoom tool of %s makes its crops larger than an image has to be',
  (id) => {
    expect(cropBudgetOf(id)).toEqual({ minPixels: 256 * 1024, maxPixels: 12544 * 1024 })
    expect(cropBudgetOf('vlm-r3')).toBeUndefined()
  },
)
