/** What went wrong in the world, as it is thrown, as it crosses a port, and as it is thrown again. */
import { describe, expect, test } from 'vitest'
import { Failure, fromFailureData, throwIfCancelled, toFailureData, unknownId } from '../../app/failure'

describe('a failure', () => {
  test('is an error with a code, a message and, where there is one, a detail', () => {
    const failure = new Failure('disk-full', 'The disk is full.', 'ENOSPC')
    expect(failure).toBeInstanceOf(Error)
    expect(failure).toMatchObject({ name: 'Failure', code: 'disk-full', message: 'The disk is full.' })
    expect(new Failure('busy', 'Wait.').detail).toBeUndefined()
  })

  test('keeps its problem apart from the advice, for whoever follows the advice', () => {
    const failure = new Failure('busy', { message: 'It is busy. Try later.', problem: 'It is busy.' })
    expect([failure.message, failure.problem]).toEqual(['It is busy. Try later.', 'It is busy.'])
    expect(new Failure('busy', 'It is busy.').problem).toBe('It is busy.')
  })
})

describe('anything thrown', () => {
  test('that is a failure is the same after it crossed a port', () => {
    for (const failure of [new Failure('denied', 'No.', 'why'), new Failure('conflict', 'Somebody else.')]) {
      const data = toFailureData(failure)
      expect(structuredClone(data)).toEqual(data)
      expect(toFailureData(fromFailureData(data))).toEqual(data)
    }
  })

  test('without a detail carries no empty one', () => {
    expect(toFailureData(new Failure('denied', 'No.'))).toStrictEqual({ code: 'denied', message: 'No.' })
  })

  test('by a signal means that a person cancelled', () => {
    const { signal } = new AbortController()
    const aborted = AbortSignal.abort()
    expect(toFailureData(aborted.reason)).toEqual({ code: 'cancelled', message: 'Cancelled.' })
    expect(() => signal.throwIfAborted()).not.toThrow()
  })

  test('that nobody foresaw is internal, with where it was thrown', () => {
    const error = new TypeError('x is not a function')
    expect(toFailureData(error)).toEqual({
      code: 'internal',
      message: 'x is not a function',
      detail: error.stack,
    })
  })

  test.each([
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [7, '7'],
  ])('%j has a message all the same', (thrown, message) => {
    expect(toFailureData(thrown)).toEqual({ code: 'internal', message })
  })
})

describe('between the steps of long work', () => {
  test('nothing happens without a signal or before it fires; then it is cancelled', () => {
    const controller = new AbortController()
    throwIfCancelled(undefined)
    throwIfCancelled(controller.signal)
    controller.abort()
    expect(() => throwIfCancelled(controller.signal)).toThrow(new Failure('cancelled', 'Cancelled.'))
  })
})

test('what is not there names what is', () => {
  expect(unknownId('metric', 'foo', ['anls', 'iou'])).toMatchObject({
    code: 'not-found',
    message: 'Unknown metric “foo”. Available: anls, iou.',
  })
  expect(unknownId('reader', 'x', []).message).toBe('Unknown reader “x”. Available: none.')
})
