/** The short form of the tests is a part of the whole one, and what it names is there. */
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { everyStage, shortStages, walks, type Stage } from '../../scripts/stages.mjs'

test.each(walks)('the walk %s is a file of end-to-end tests', (name) => {
  expect(existsSync(`test/${name}.e2e.ts`)).toBe(true)
})

test('whatever the short form runs, the whole one runs, too', () => {
  // The walks are some of the files of a stage of the whole.
  const walk = shortStages.at(-1)?.command ?? []
  expect(walk).toEqual(expect.arrayContaining(['e2e', ...walks]))
  const all = everyStage.map(({ command }) => command.join(' '))
  for (const { command } of shortStages.slice(0, -1)) expect(all).toContain(command.join(' '))
  expect(all).toContain(walk.slice(0, -walks.length).join(' '))
})

test('checks of the text are part of both', () => {
  const still = (stages: readonly Stage[]) => stages.filter((stage) => stage.static).map(({ name }) => name)
  expect(still(shortStages)).toEqual(still(everyStage))
  expect(still(shortStages).length).toBeGreaterThan(8)
})
