/** What every backend must be, where it has nothing to run: one suite over the registry. With models: test/main/models. */
import { describe, expect, it } from 'vitest'
import { backendsWith } from '../../main/models'
import type { CreateBackend, Runtime } from '../../main/models/backend'
import { testFolder } from '../builders/folder'

/** A machine without models, servers and scripts. */
function nothing(): Runtime {
  const none = () => {
    throw new Error('nothing was to be run')
  }
  return { modelFolders: [testFolder()], generate: none, score: none, attend: none, prompt: none }
}

const backends: Readonly<Record<string, CreateBackend>> = backendsWith({
  script: undefined,
  servers: { models: async () => [], open: async () => undefined },
})

describe.each(Object.entries(backends))('backend %s', (_, create) => {
  it('lists no model where there is none', async () => {
    expect(await create(nothing()).models()).toEqual([])
  })

  it('does not take what is not its own', async () => {
    const backend = create(nothing())
    for (const id of ['', 'nope', '../../etc/passwd', 'server:none/none', '__proto__'])
      expect(await backend.open(id)).toBeUndefined()
  })
})
