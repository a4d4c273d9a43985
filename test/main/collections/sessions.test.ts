/** Sessions of coding agents as files of lines: one dialogue each, results of parallel calls in it, branches and asides beside it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../../builders/folder'
import { must } from '../../builders/must'
import { relookRead } from '../../builders/relook-read'

const [claude, codex] = readFileSync(new URL('../../fixtures/formats/session.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Record<string, unknown>[])

function file(lines: readonly unknown[]): string {
  const path = join(testFolder(), 'session.jsonl')
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return path
}

const plate = [80, 25, 124, 52]
const isPlate = (region: unknown) => {
  const { left, top, right, bottom } = region as Record<'left' | 'top' | 'right' | 'bottom', number>
  return [left, top, right, bottom].every((n, i) => Math.abs(n - (plate[i] ?? NaN)) <= 1)
}

test('a session of Claude Code: the talk, the branch that was left, what a sub-agent said', async () => {
  const read = await relookRead(file(must(claude)))
  expect(read).toMatchObject({ code: 0, format: 'session', count: 3 })
  const [main, left, aside] = read.traces
  expect(main).toMatchObject({ question: 'What colour is the plate?', answer: 'The plate is red.' })
  expect(main?.looks).toHaveLength(1)
  expect(isPlate(main?.looks[0]?.region)).toBe(true)
  expect(left).toMatchObject({ answer: 'A left branch.' })
  expect(left?.id).toContain('branch 1')
  expect(aside).toMatchObject({ question: 'Count the plates.', answer: 'One.' })
})

test('a session of Codex: what the program put in is no question; images, calls and results are there', async () => {
  const read = await relookRead(file(must(codex)))
  expect(read).toMatchObject({ code: 0, format: 'session', count: 1 })
  expect(read.traces[0]).toMatchObject({
    id: '019a-1',
    question: 'What colour is the plate?',
    answer: 'The plate is red.',
    image: '(in the record)',
  })
  expect(read.traces[0]?.looks.map((l) => isPlate(l.region))).toEqual([true])
})

test('a Codex session that has only its events still says what was said', async () => {
  const events = must(codex).filter((line) => line['type'] !== 'response_item')
  const read = await relookRead(file(events))
  expect(read.traces[0]).toMatchObject({ question: 'What colour is the plate?', answer: 'The plate is red.' })
})

test('a first line longer than what is looked at is known by its names; a broken line costs itself', async () => {
  const lines = structuredClone(must(claude)).slice(1)
  const first = must(lines[0])
  first['message'] = { role: 'user', content: 'x'.repeat(200_000) }
  const path = file(lines)
  expect(await relookRead(path)).toMatchObject({ format: 'session', count: 3 })
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"parentUuid": "a7", "isSid`)
  expect(await relookRead(path)).toMatchObject({ format: 'session', count: 3 })
})
