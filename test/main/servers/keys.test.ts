// Where a key is kept, and where it is not.
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createKeys, keyVariable, type Cipher } from '../../../main/store/key-store'
import { testFolder } from '../../builders/folder'

const key = 'sk-secret-1234567890'
/** Turns letters round: enough to see that what is on disk went through it. */
const cipher: Cipher = {
  available: async () => true,
  mayBePlain: async () => false,
  encrypt: async (text) => Buffer.from([...text].reverse().join('')),
  decrypt: async (data) => [...Buffer.from(data).toString()].reverse().join(''),
}

describe('keys', () => {
  it('are in a file only its owner can read, also after someone opened it up', async () => {
    const folder = testFolder()
    const keys = createKeys({ folder, env: {} })
    await keys.set('box', key)
    const file = join(folder, 'keys.json')
    const mode = () => statSync(file).mode & 0o777
    expect(mode()).toBe(0o600)
    chmodSync(file, 0o644)
    expect(await keys.get('box')).toBe(key)
    expect(mode()).toBe(0o600)
  })

  it('are sealed with the system’s key store where there is one', async () => {
    const folder = testFolder()
    const keys = createKeys({ folder, cipher, env: {} })
    await keys.set('box', key)
    expect(readFileSync(join(folder, 'keys.json'), 'utf8')).not.toContain(key)
    expect(await keys.get('box')).toBe(key)
    // A terminal has no key store: it says so instead of sending nothing.
    await expect(createKeys({ folder, env: {} }).get('box')).rejects.toMatchObject({ code: 'denied' })
  })

  it('in the environment come first, by the server’s name', async () => {
    const folder = testFolder()
    const variable = keyVariable('my-vllm')
    expect(variable).toBe('RELOOK_KEY_MY_VLLM')
    const keys = createKeys({ folder, env: { [variable]: 'from-env' } })
    await keys.set('my-vllm', key)
    expect([await keys.source('my-vllm'), await keys.get('my-vllm'), await keys.source('x')]).toEqual([
      'environment',
      'from-env',
      'none',
    ])
  })

  it('are forgotten when they are told to be', async () => {
    const folder = testFolder()
    const keys = createKeys({ folder, env: {} })
    await keys.set('a', key)
    await keys.set('b', 'other')
    await keys.set('a', undefined)
    expect([await keys.get('a'), await keys.get('b')]).toEqual([undefined, 'other'])
    expect(readFileSync(join(folder, 'keys.json'), 'utf8')).not.toContain(key)
  })
})

describe('without a key store that is open', () => {
  const closed = (mayBePlain: boolean): Cipher => ({
    ...cipher,
    available: async () => false,
    mayBePlain: async () => mayBePlain,
  })

  it('nothing is kept that nobody allowed to be readable', async () => {
    const folder = testFolder()
    const keys = createKeys({ folder, cipher: closed(false), env: {} })
    await expect(keys.set('box', key)).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('RELOOK_KEY_BOX') as unknown,
    })
    expect(await keys.source('box')).toBe('none')
    const allowed = createKeys({ folder, cipher: closed(true), env: {} })
    await allowed.set('box', key)
    expect(await allowed.get('box')).toBe(key)
  })

  it('one that was sealed before is not given out as it lies', async () => {
    const folder = testFolder()
    await createKeys({ folder, cipher, env: {} }).set('box', key)
    await expect(createKeys({ folder, cipher: closed(true), env: {} }).get('box')).rejects.toMatchObject({
      code: 'denied',
    })
  })
})
