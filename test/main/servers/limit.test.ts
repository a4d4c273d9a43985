// So many at a time, and neither a person nor a batch starves.
import { describe, expect, it } from 'vitest'
import { createLimit, type Priority } from '../../../main/models/openai/limit'

const never = new AbortController().signal

describe('a limit', () => {
  it('lets so many in and no more', async () => {
    const limit = createLimit(2)
    let active = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const done = await limit.take('batch', never)
        most = Math.max(most, ++active)
        await new Promise((r) => setTimeout(r, 1))
        active--
        done()
      }),
    )
    expect(most).toBe(2)
  })

  it('takes turns: a person waits for one batch request at most, a batch for one of a person', async () => {
    const limit = createLimit(1)
    const order: Priority[] = []
    const first = await limit.take('batch', never)
    const run = async (priority: Priority) => {
      const done = await limit.take(priority, never)
      order.push(priority)
      done()
    }
    const all = [...Array<Priority>(5).fill('batch'), ...Array<Priority>(3).fill('window')].map(run)
    first()
    await Promise.all(all)
    expect(order).toEqual(['window', 'batch', 'window', 'batch', 'window', 'batch', 'batch', 'batch'])
  })

  it('forgets who left while waiting', async () => {
    const limit = createLimit(1)
    const done = await limit.take('window', never)
    const controller = new AbortController()
    const waiting = limit.take('window', controller.signal)
    controller.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    done()
    expect(limit.busy()).toBe(false)
  })

  it('raised, lets waiting ones in at once', async () => {
    const limit = createLimit(1)
    await limit.take('window', never)
    const second = limit.take('batch', never)
    limit.setMost(2)
    await expect(second).resolves.toBeTypeOf('function')
  })
})
