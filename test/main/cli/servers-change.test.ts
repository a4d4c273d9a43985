// What `relook servers set` makes of its words.
import { describe, expect, it } from 'vitest'
import { qwen3Vl } from '../../../app/dialects/qwen3-vl'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { Failure } from '../../../app/failure'
import type { ServerInfo } from '../../../app/host/servers'
import { modelChange, options, serverChange } from '../../../main/cli/servers-change'
import { readWords } from '../../../main/cli/values'

const said = (...words: readonly string[]) => readWords(words, options)

const budgets = {
  image: { minPixels: 3136, maxPixels: 100_000 },
  crop: { minPixels: 3136, maxPixels: 50_000 },
}
const server: ServerInfo = {
  ...{ id: 'box', name: 'Box', url: 'http://127.0.0.1:1/v1', key: 'none' },
  ...{ insecure: false, concurrency: 4 },
  models: [{ name: 'm', dialect: 'vlm-r3', budgets, calls: 'auto' }],
}

describe('servers set', () => {
  it('changes only what is said', () => {
    expect(modelChange(server, 'm', said('--image-pixels', '80000'))).toEqual({
      name: 'm',
      dialect: 'vlm-r3',
      calls: 'auto',
      budgets: { ...budgets, image: { minPixels: 3136, maxPixels: 80_000 } },
    })
    expect(serverChange(said('--at-a-time', '16', '--name', 'Lab'))).toEqual({ concurrency: 16, name: 'Lab' })
    expect(serverChange(said())).toEqual({})
  })

  it('keeps the least below the most', () => {
    const { crop } = modelChange(server, 'm', said('--crop-pixels', '1000')).budgets
    expect(crop).toEqual({ minPixels: 1000, maxPixels: 1000 })
  })

  it('with another dialect takes that dialect’s budgets, as the window does', () => {
    expect(modelChange(server, 'm', said('--dialect', 'qwen3-vl')).budgets).toEqual(qwen3Vl.budgets)
    expect(modelChange(server, 'm', said('--dialect', 'vlm-r3')).budgets).toEqual(budgets)
    expect(vlmR3.budgets).not.toEqual(budgets)
  })

  it.each([
    ['a model it has not', () => modelChange(server, 'x', said()), 'Box has no model “x”.'],
    ['calls nobody knows', () => modelChange(server, 'm', said('--calls', 'loud')), '--calls must be'],
    [
      'pixels that are no number',
      () => modelChange(server, 'm', said('--image-pixels', 'many')),
      '--image-pixels must be',
    ],
    ['none at a time', () => serverChange(said('--at-a-time', '0')), '--at-a-time must be'],
  ])('refuses %s', (_what, change, message) => {
    expect(change).toThrow(Failure)
    expect(change).toThrow(message)
  })
})
