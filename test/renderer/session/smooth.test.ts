/** Smoothing of training curves: worked by hand; gaps; what must not change. */
import { expect, it } from 'vitest'
import { smoothed, usualSmoothing } from '../../../renderer/session/rollouts/smooth'

it('is the weighted mean of what came so far, worked by hand', () => {
  const values = smoothed([1, 0, 4], 0.5)
  expect(values[0]).toBe(1)
  expect(values[1]).toBeCloseTo(1 / 3) // (0.5·1 + 0) / (0.5 + 1)
  expect(values[2]).toBeCloseTo(4.25 / 1.75) // (0.25·1 + 0.5·0 + 4) / (0.25 + 0.5 + 1)
})

it('leaves a level line level from its first value on', () => {
  for (const value of smoothed(Array<number>(200).fill(2.5), 0.97)) expect(value).toBeCloseTo(2.5, 12)
})

it('keeps gaps as gaps, and a number that is none spoils nothing after it', () => {
  expect(smoothed([null, 1, null, NaN, Infinity, 1], 0.9)).toEqual([null, 1, null, null, null, 1])
})

it('is the line itself at weight 0', () => {
  const values = [3, null, 1]
  expect(smoothed(values, 0)).toBe(values)
})

it('calms long runs only', () => {
  expect(usualSmoothing(60)).toBe(0)
  expect(usualSmoothing(61)).toBeGreaterThan(0)
})
