/** What numbers of rollouts are called. */
import { expect, test } from 'vitest'
import { scaleOf } from '../../../app/groups/strip'
import { logprobWords } from '../../../renderer/words/rollouts'

test.each([
  [{ id: 7 }, 'raw logprob'],
  [{ id: 7, tempered: true as const }, 'tempered logprob'],
  [{ id: -1 }, 'logprob as the server gives it'],
])('%o is told as %s', (token, words) => {
  expect(logprobWords(scaleOf(token))).toBe(words)
})
