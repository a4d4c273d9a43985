import { expect, it } from 'vitest'
import { gate } from '../../builders/wait'
import { fakeHost, openSession } from '../fake-host'

it('keeps a project open that was opened while others went to the trash', async () => {
  const fake = fakeHost()
  const { session } = await openSession(fake)
  const deleting = gate()
  Object.assign(fake.host, { deleteProject: () => deleting.opened })
  const gone = session.document.deleteAll(['p'])
  session.document.open('other')
  deleting.open()
  await gone
  expect(session.get().document.id).toBe('other')
  expect(session.get().notices.at.projects).toMatchObject({ action: { title: 'Undo' } })
})
