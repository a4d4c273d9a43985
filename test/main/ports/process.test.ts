import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startChild } from '../../../main/ports/process'
import { testFolder } from '../../builders/folder'

/** A child that sends back what it gets, and ends as it is told. */
function child() {
  const file = join(testFolder(), 'child.mjs')
  writeFileSync(
    file,
    `process.on('message', (m) => {
       if (m === 'end') process.exit(3)
       if (m === 'abort') process.abort()
       process.send(m)
     })`,
  )
  const started = startChild(file)
  onTestFinished(started.kill)
  return started
}

const exitOf = ({ onExit }: ReturnType<typeof child>) => new Promise<string>((resolve) => onExit(resolve))

test('carries typed arrays as they are', async () => {
  const { port } = child()
  const back = new Promise((resolve) => port.onMessage(resolve))
  port.send({ pixels: new Float32Array([0.5, 2]), big: 7n })
  expect(await back).toEqual({ pixels: new Float32Array([0.5, 2]), big: 7n })
})

test.each([
  ['end', 'exit code 3'],
  ['abort', 'signal SIGABRT'],
])('tells how it ended: %s', async (message, how) => {
  const started = child()
  const closed = new Promise<void>((resolve) => started.port.onClose(resolve))
  started.port.send(message)
  expect(await exitOf(started)).toBe(how)
  await closed
})

test('tells a late listener, too, and takes messages after the end without a word', async () => {
  const started = child()
  started.kill()
  expect(await exitOf(started)).toBe('signal SIGKILL')
  expect(await exitOf(started)).toBe('signal SIGKILL')
  started.port.send('hello')
  await new Promise<void>((resolve) => started.port.onClose(resolve))
})

test('a file that cannot be started is an end, not an exception', async () => {
  const started = startChild(join(testFolder(), 'missing.mjs'))
  expect(await exitOf(started)).toMatch(/exit code [1-9]/)
})
