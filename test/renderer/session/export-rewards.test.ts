/** The rewards a GRPO job is asked for by the export form. */
import { expect, it } from 'vitest'
import { fakeHost, openSession } from '../fake-host'
import { exportRequestOf } from '../../../renderer/session/exports/export-request'

it('rewards go along with shapes that bring them, and with no other', async () => {
  const { session } = await openSession(fakeHost())
  session.exports.change({ what: 'all', writer: 'grpo-trl' })
  expect(exportRequestOf(session.get())).not.toHaveProperty('rewards')
  const rewards = { variant: 'released', region: 0.25 } as const
  session.exports.change({ rewards })
  expect(exportRequestOf(session.get())).toMatchObject({ writer: 'grpo-trl', rewards })
  session.exports.change({ writer: 'trl-grpo' })
  expect(exportRequestOf(session.get())).not.toHaveProperty('rewards')
})
