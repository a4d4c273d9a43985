/** Caches that lie in the same tensors: what was read never changes, whoever writes behind it. */
import type { Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { rawFloats } from '../../../../main/models/onnx/floats'
import { createBudget } from '../../../../main/models/onnx/budget'
import { createCheckpoints, type KvCache } from '../../../../main/models/onnx/kv'
import { createRooms, withoutRoom } from '../../../../main/models/onnx/rooms'

const heads = 2
const size = 3
const rooms = createRooms({ type: 'float32', count: 2, heads, size })

/** Reads these tokens behind a cache, as a decoder does that writes in place: each token leaves its own number. */
async function read(given: KvCache, tokens: readonly number[]): Promise<KvCache> {
  const length = given.length + tokens.length
  const { tensors } = await rooms.grow(given, length)
  for (const tensor of tensors) {
    const rows = rawFloats(tensor)
    for (let head = 0; head < heads; head++)
      for (const [i, token] of tokens.entries())
        rows.fill(token, at(tensor, head, given.length + i), at(tensor, head, given.length + i + 1))
  }
  return { length, tensors }
}

const at = (tensor: Tensor, head: number, token: number) => (head * (tensor.dims[2] ?? 0) + token) * size

/** The tokens a cache has read, as every head of every tensor has them. */
function heard({ length, tensors }: KvCache): readonly number[] {
  const all = tensors.flatMap((tensor) =>
    Array.from({ length: heads }, (_, head) =>
      Array.from({ length }, (_, i) => rawFloats(tensor)[at(tensor, head, i)]),
    ),
  )
  expect(new Set(all.map((one) => one.join())).size).toBe(1)
  return all[0] as number[]
}

test('what is written behind the longest cache is written in place, and the shorter ones stay as they are', async () => {
  const first = await read(await rooms.empty(), [1, 2, 3])
  const second = await read(first, [4])
  expect(second.tensors).toBe(first.tensors)
  expect([heard(first), heard(second)]).toEqual([
    [1, 2, 3],
    [1, 2, 3, 4],
  ])
})

test('who writes behind another than the longest gets a copy', async () => {
  const first = await read(await rooms.empty(), [1, 2, 3])
  const second = await read(first, [4, 5])
  const other = await read(first, [9])
  expect(other.tensors).not.toBe(first.tensors)
  expect([heard(second), heard(other)]).toEqual([
    [1, 2, 3, 4, 5],
    [1, 2, 3, 9],
  ])
})

test('what was given up is written over without a copy, also where room had to be made for it', async () => {
  const first = await read(await rooms.empty(), [1, 2])
  const back = rooms.undo?.(first, await read(first, [7, 7])) as KvCache
  const again = await read(back, [3])
  expect(again.tensors).toBe(first.tensors)
  expect(heard(again)).toEqual([1, 2, 3])
  const many = Array.from({ length: 400 }, (_, i) => i)
  const longer = await read(again, many)
  const undone = rooms.undo?.(again, longer) as KvCache
  const end = await read(undone, [5])
  expect(end.tensors).toBe(longer.tensors)
  expect([heard(end), heard(again)]).toEqual([
    [1, 2, 3, 5],
    [1, 2, 3],
  ])
})

test('a fork lies where its beginning lies, unless that is far more than it is', async () => {
  const long = await read(
    await rooms.empty(),
    Array.from({ length: 600 }, (_, i) => i),
  )
  const most = (await rooms.cut?.(long, 500)) as KvCache
  const little = (await rooms.cut?.(long, 20)) as KvCache
  expect(most.tensors).toBe(long.tensors)
  expect(little.tensors[0]?.dims).toEqual([1, heads, 20, size])
  expect(heard(await read(most, [7]))).toEqual([...heard(long).slice(0, 500), 7])
  expect(heard(await read(little, [8]))).toEqual([...heard(long).slice(0, 20), 8])
  expect(heard(long)).toHaveLength(600)
  expect(heard(long).at(500)).toBe(500)
})

test('checkpoints find their beginnings again after any number of branches', async () => {
  const checkpoints = createCheckpoints(createBudget(2 ** 20), rooms)
  const base = Array.from({ length: 50 }, (_, i) => i + 1)
  checkpoints.save(Int32Array.from(base), await read(await rooms.empty(), base))
  for (let branch = 0; branch < 20; branch++) {
    const keys = [...base.slice(0, 30 + branch), 100 + branch, 200 + branch]
    const found = await checkpoints.find(Int32Array.from(keys), keys.length - 1)
    expect(heard(found?.cache as KvCache)).toEqual(keys.slice(0, found?.length))
    const written = await read(found?.cache as KvCache, keys.slice(found?.length))
    expect(heard(written)).toEqual(keys)
    checkpoints.save(Int32Array.from(keys), written)
  }
})

test('a cache without room is just as long as what was read', async () => {
  const cache = await read(await rooms.empty(), [1, 2, 3])
  const exact = withoutRoom(cache)
  expect(exact.tensors.map((t) => t.dims[2])).toEqual([3, 3])
  expect(heard(exact)).toEqual([1, 2, 3])
  expect(withoutRoom(exact)).toBe(exact)
})
