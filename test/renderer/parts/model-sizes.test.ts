/** What the list of models says about memory before anything is loaded. */
import { expect, test } from 'vitest'
import { needWord } from '../../../renderer/panels/models/sizes'

const memory = { total: 16e9, available: 8e9 }

test('what a model needs is a fact where there is room, a warning where it is tight, and final where it cannot be', () => {
  expect(needWord({ weights: 2e9, cache: 3e8, work: 5e8 }, memory)).toEqual({
    text: 'needs up to 2.8 GB of memory',
    fit: 'fine',
  })
  expect(needWord({ weights: 7e9, cache: 3e8, work: 1e9 }, memory)).toEqual({
    text: 'needs up to 8.3 GB of memory (weights 7.0 GB, KV cache 300 MB, images 1.0 GB); 8.0 GB are free',
    fit: 'tight',
  })
  expect(needWord({ weights: 30e9, cache: 3e8, work: 1e9 }, memory)).toMatchObject({
    text: expect.stringContaining('this machine has 16.0 GB: it cannot be loaded') as string,
    fit: 'never',
  })
})
