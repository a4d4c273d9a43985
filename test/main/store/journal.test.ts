import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../../app/trace/change'
import { openJournal, readJournal, tornPath } from '../../../main/store/journal'
import { created } from '../../builders/project'
import { testFolder } from '../../builders/folder'

const rename = (title: string): Change => ({ type: 'project-renamed', title })

function journalWith(...lines: readonly string[]): string {
  const path = join(testFolder(), 'journal.jsonl')
  writeFileSync(path, lines.join('\n'))
  return path
}
const line = (change: Change) => JSON.stringify(change)

describe('a journal', () => {
  test('gives back what was appended, in the order of the calls', async () => {
    const path = journalWith(line(created), '')
    const { journal } = await openJournal(path)
    const names = Array.from({ length: 50 }, (_, i) => `name ${i}`)
    await Promise.all(names.map((name, i) => journal.append([rename(name)], i % 7 === 0)))
    await journal.close()
    expect((await readJournal(path)).changes).toEqual([created, ...names.map(rename)])
  })

  test('has the change in the file when it says so', async () => {
    const path = journalWith(line(created), '')
    const { journal } = await openJournal(path)
    await journal.append([rename('é ⏱ two\nlines')], false)
    expect(readFileSync(path, 'utf8').split('\n')[1]).toBe(line(rename('é ⏱ two\nlines')))
    await journal.close()
  })

  test('cuts off a torn last line, keeps it aside, and goes on after it', async () => {
    const path = journalWith(line(created), line(rename('kept')), '{"type":"project-ren')
    const { journal, recorded } = await openJournal(path)
    expect(recorded).toMatchObject({ changes: [created, rename('kept')], issues: [] })
    await journal.append([rename('after')], true)
    await journal.close()
    expect((await readJournal(path)).changes).toEqual([created, rename('kept'), rename('after')])
    expect(readFileSync(tornPath(path), 'utf8')).toBe('{"type":"project-ren\n')
  })

  test('skips a broken line in the middle, says which, and loses nothing else', async () => {
    const path = journalWith(line(created), '{"type":"project-re', line(rename('after')), '')
    const { changes, issues } = await readJournal(path)
    expect(changes).toEqual([created, rename('after')])
    expect(issues).toMatchObject([{ line: 2 }])
  })

  test.each([
    ['no change', '[1,2]'],
    ['a change without its fields', '{"type":"run-ended","branch":3}'],
    ['a branch without a path', '{"type":"branch-added","branch":{"id":"b"},"steps":[],"clears":[]}'],
  ])('skips a line that is %s', async (_, text) => {
    const { changes, issues } = await readJournal(journalWith(line(created), text, ''))
    expect(changes).toEqual([created])
    expect(issues).toMatchObject([{ line: 2 }])
  })

  test('keeps the lines of a newer version in the file', async () => {
    const newer = '{"type":"scored","score":3}'
    const path = journalWith(line(created), newer, '')
    const { journal, recorded } = await openJournal(path)
    expect(recorded.changes).toEqual([created])
    await journal.append([rename('x')], true)
    await journal.close()
    expect(readFileSync(path, 'utf8')).toBe([line(created), newer, line(rename('x')), ''].join('\n'))
  })

  test('reads what another program appended while it was closed', async () => {
    const path = journalWith(line(created), '')
    appendFileSync(path, line(rename('by hand')) + '\n')
    expect((await readJournal(path)).changes).toHaveLength(2)
  })

  test('that is not there is a failure a person understands', async () => {
    await expect(openJournal(join(testFolder(), 'no.jsonl'))).rejects.toMatchObject({ code: 'not-found' })
  })
})
