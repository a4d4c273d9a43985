/** A server that is looked for because of a question: its model is asked at once where the question still stands, and only taken elsewhere. */
import { expect, test } from 'vitest'
import { asksAtOnce, soughtFor } from '../../../renderer/session/ask/sought'
import type { Context } from '../../../renderer/session/context'
import { createViewService } from '../../../renderer/session/view/view-service'
import { initialState, withChange, type State } from '../../../renderer/session/state'

function open(project: string | undefined, question: string) {
  let state: State = withChange(initialState, { document: { id: project as never }, ask: { question } })
  const done: string[] = []
  const set: Context['set'] = (change) => {
    state = withChange(state, typeof change === 'function' ? change(state) : change)
  }
  const context = { get: () => state, set } as Context
  const service = soughtFor(context, {
    setModel: (model) => done.push(`use ${model}`),
    run: async () => void done.push('run'),
  })
  return { ...service, set, done, get: () => state, view: createViewService(context) }
}

test('the model that is taken is asked what stands there, and the dialog is gone', async () => {
  const { seekServer, takeServed, done, get } = open('p', 'What?')
  seekServer()
  expect(get().view.dialog).toBe('servers')
  expect(asksAtOnce(get())).toBe(true)
  await takeServed('server:lab/m')
  expect(done).toEqual(['use server:lab/m', 'run'])
  expect(get().view.dialog).toBeUndefined()
  // The next one is only taken.
  await takeServed('server:lab/n')
  expect(done).toEqual(['use server:lab/m', 'run', 'use server:lab/n'])
})

test('with no question, on the first page, or behind a closed dialog it is only taken', async () => {
  for (const [project, question] of [
    ['p', ' '],
    [undefined, 'What?'],
  ] as const) {
    const { seekServer, takeServed, done } = open(project, question)
    seekServer()
    await takeServed('m')
    expect(done).toEqual(['use m'])
  }
  const left = open('p', 'What?')
  left.seekServer()
  left.view.showDialog(undefined)
  left.view.showDialog('servers')
  await left.takeServed('m')
  expect(left.done).toEqual(['use m'])
})

test('in another project that was opened meanwhile it is only taken', async () => {
  const { seekServer, takeServed, set, done } = open('p', 'What?')
  seekServer()
  set({ document: { id: 'q' as never } })
  await takeServed('m')
  expect(done).toEqual(['use m'])
})
