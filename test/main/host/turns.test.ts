import { expect, test } from 'vitest'
import { createTurns } from '../../../main/runs/turns'

const never = new AbortController().signal

test('gives one turn at a time, in the order of asking', async () => {
  const turns = createTurns()
  const order: number[] = []
  let now = 0
  await Promise.all(
    [1, 2, 3, 4].map(async (n) => {
      const done = await turns.take(never)
      now++
      expect(now).toBe(1)
      order.push(n)
      await new Promise((resolve) => setTimeout(resolve, 2))
      now--
      done()
      done()
    }),
  )
  expect(order).toEqual([1, 2, 3, 4])
})

test('whoever leaves the queue loses the place, and nobody else does', async () => {
  const turns = createTurns()
  const done = await turns.take(never)
  const leaving = new AbortController()
  const left = turns.take(leaving.signal)
  const next = turns.take(never)
  leaving.abort()
  await expect(left).rejects.toMatchObject({ code: 'cancelled' })
  done()
  ;(await next)()
  ;(await turns.take(never))()
})
