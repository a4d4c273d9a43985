/** What becomes of a model that was fetched to be asked: asked where the question stands, only told of elsewhere, forgotten when given up. */
import { expect, test } from 'vitest'
import type { Download, StoredModel } from '../../../app/host/models'
import { createWanted } from '../../../renderer/session/model-store/wanted'
import type { Context } from '../../../renderer/session/context'
import { initialState, withChange, type State } from '../../../renderer/session/state'

const wanted = { repo: 'o/n', commit: 'c', dtype: '_q4', name: 'N', project: 'p' }
const here = { source: 'o/n@c', dtype: '_q4', model: 'n' } as StoredModel
const coming = { repo: 'o/n', commit: 'c', dtype: '_q4' } as Download

function open(project: string | undefined, question: string) {
  let state: State = withChange(initialState, {
    modelStore: { wanted },
    document: { id: project as never },
    ask: { question },
  })
  const done: string[] = []
  const set: Context['set'] = (change) => {
    state = withChange(state, typeof change === 'function' ? change(state) : change)
  }
  const { look } = createWanted({ get: () => state, set } as Context, {
    setModel: (model) => done.push(`use ${model}`),
    run: async () => void done.push('run'),
  })
  const now = (models: readonly StoredModel[], downloads: readonly Download[]) => {
    set({ modelStore: { models, downloads } })
    look()
  }
  return { now, done, get: () => state }
}

test('it is asked what stands in the project it was fetched for', () => {
  const { now, done, get } = open('p', 'What?')
  now([], [coming])
  expect(done).toEqual([])
  now([here], [])
  expect(done).toEqual(['use n', 'run'])
  expect(get().modelStore.wanted).toBeUndefined()
})

test.each([
  ['in another project', 'q', 'What?'],
  ['with no question', 'p', ' '],
  ['on the first page', undefined, 'What?'],
])('%s it is chosen and told of, and nothing is run', (_, project, question) => {
  const { now, done, get } = open(project, question)
  now([here], [])
  expect(done).toEqual(['use n'])
  const notice = get().notices.at[project === undefined ? 'import' : 'ask']
  expect(notice).toMatchObject({ tone: 'info', message: 'N is ready.' })
})

test('one that cannot be used says why; one that was given up is forgotten', () => {
  const bad = open('p', 'What?')
  const { model: _, ...useless } = here
  bad.now([{ ...useless, failure: { code: 'model-unavailable', message: 'No graph.', detail: '' } }], [])
  expect(bad.done).toEqual([])
  expect(bad.get().notices.at.ask).toMatchObject({ tone: 'error', message: 'No graph.' })
  const left = open('p', 'What?')
  // Its download has not been told of yet.
  left.now([], [])
  expect(left.get().modelStore.wanted).toBeDefined()
  left.now([], [coming])
  left.now([], [])
  expect(left.get().modelStore.wanted).toBeUndefined()
})
