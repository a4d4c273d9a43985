/** Notices: what a success takes away, and what it leaves. */
import { expect, it } from 'vitest'
import { Failure } from '../../../app/failure'
import { gate } from '../../builders/wait'
import { fakeHost, openSession, settled } from '../fake-host'

it('keeps a failure that came while something else was under way', async () => {
  const fake = fakeHost()
  const loading = gate()
  Object.assign(fake.host, { samples: () => loading.opened.then(() => []) })
  const { session } = await openSession(fake)
  Object.assign(fake.host, {
    follow: async function* () {
      throw new Failure('not-found', 'That project no longer exists.')
    },
  })
  await session.places.go({ type: 'trace', project: 'gone' })
  expect(session.get().notices.at.window).toMatchObject({ message: 'That project no longer exists.' })
  loading.open()
  await settled()
  expect(session.get().host.samples).toEqual([])
  expect(session.get().notices.at.window).toMatchObject({ message: 'That project no longer exists.' })
})

it('takes a failure away when the same is tried again and goes well', async () => {
  const fake = fakeHost()
  let fails = true
  Object.assign(fake.host, {
    samples: async () => {
      if (fails) throw new Failure('internal', 'The list cannot be read.')
      return []
    },
  })
  const { session } = await openSession(fake)
  const shown = session.get().notices.at.window
  expect(shown).toMatchObject({ message: 'The list cannot be read.' })
  fails = false
  shown?.action?.perform()
  await settled()
  expect(session.get().notices.at.window).toBeUndefined()
})
