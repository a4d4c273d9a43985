/** Named readers on the main side: kept in the data folder, used on a file that nothing knows, and in the terminal. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { NamedReader } from '../../../app/readers/reader'
import { runCommandLine } from '../../../main/cli/run-cli'
import { createReaders, readReader } from '../../../main/readers/store'
import { testFolder } from '../../builders/folder'
import { must } from '../../builders/must'
import { never, servicesWith } from '../../builders/services'
import { collectionWhen, found, lines, openPath, openRow, put, putPicture } from '../../builders/traces'

const mine: NamedReader = {
  relookReader: 1,
  name: 'My rows',
  record: {
    question: 'ask',
    image: 'pic',
    text: 'said',
    boxes: { at: 'zones[*].at', label: 'zones[*].is', space: 'per-mille' },
  },
}
const rows = [
  {
    ask: 'What?',
    pic: 'images/a.png',
    said: 'It is red.',
    zones: [{ at: [100, 200, 300, 400], is: 'sign' }],
  },
  { ask: 'Why?', pic: 'images/a.png', said: 'So.', zones: [] },
]

describe('readers of a data folder', () => {
  test('are listed by name, replaced, removed; what is no reader is passed over', async () => {
    const folder = join(testFolder(), 'readers')
    const readers = createReaders(folder)
    expect(await readers.list()).toEqual([])
    await readers.save(mine)
    await readers.save({ ...mine, name: 'Another' })
    await readers.save({ ...mine, about: 'changed' })
    writeFileSync(join(folder, 'broken.json'), '{')
    expect((await readers.list()).map((r) => [r.name, r.about])).toEqual([
      ['Another', undefined],
      ['My rows', 'changed'],
    ])
    await readers.remove('../My rows')
    await readers.remove('My rows')
    expect((await readers.list()).map((r) => r.name)).toEqual(['Another'])
    expect(existsSync(join(folder, 'broken.json'))).toBe(true)
    await expect(readers.named('My rows')).rejects.toMatchObject({ code: 'not-found' })
  })

  test('never take the place of another on a disk that minds no case, nor the name of a device', async () => {
    const readers = createReaders(join(testFolder(), 'readers'))
    await readers.save({ ...mine, name: 'Caf\u00e9' })
    await expect(readers.save({ ...mine, name: 'cafe\u0301'.normalize('NFC') })).rejects.toThrow(
      /“Café” already/,
    )
    expect((await readers.list()).map((r) => r.name)).toEqual(['Café'])
    const path = join(testFolder(), 'r.json')
    writeFileSync(path, JSON.stringify({ ...mine, name: 'aux' }))
    await expect(readReader(path)).rejects.toThrow(/Windows/)
  })

  test.each([
    ['{"relookReader": 1, "name": "x"}', /no reader.*calls/],
    ['{"relookReader": 1, "name": "x", "record": {"text": "a["}}', /record\.text: .*path/],
    ['nonsense', /no JSON/],
  ])('in a file say what is wrong: %s', async (text, message) => {
    const path = join(testFolder(), 'r.json')
    writeFileSync(path, text)
    await expect(readReader(path)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(message) as string,
    })
  })
})

test('a file that nothing knows shows its first record, and is read with a reader made of it', async () => {
  const folder = testFolder()
  const services = await servicesWith(join(folder, 'data'))
  const { host } = services
  await putPicture(folder, 'images/a.png', 1000, 500)
  const id = await openPath(services, put(folder, 'odd rows.jsonl', lines(rows)))
  expect(await collectionWhen(services, id)).toMatchObject({ state: { type: 'failed' } })
  const shown = must((await host.recordFields({ collection: id }, never)) ?? undefined)
  expect(shown.fields).toContainEqual({ path: 'zones[*].at', sample: '[100,200,300,400]', kind: 'box' })
  expect(shown.suggestion).toMatchObject({ name: 'odd rows', record: { boxes: { at: 'zones[*].at' } } })
  await host.saveReader({ reader: mine }, never)
  await host.setReading({ collection: id, reader: 'My rows' }, never)
  expect(await collectionWhen(services, id)).toMatchObject({
    count: 2,
    state: { type: 'ready' },
    reading: { format: 'reader:My rows', reader: 'My rows', detected: false },
  })
  const { project } = await openRow(services, id, must((await found(services, id)).rows[0]).row)
  expect(Object.values(project.steps).find((s) => s.type === 'look')).toMatchObject({
    label: 'sign',
    region: { left: 100, top: 100, right: 300, bottom: 200 },
  })
  // It is kept with the file: removing the reader does not change what was read with it.
  await host.removeReader({ name: 'My rows' }, never)
  expect((await found(services, id)).rows).toHaveLength(2)
  await services.close()
})

describe('relook read', () => {
  async function relook(...words: string[]) {
    let out = ''
    let error = ''
    const terminal = {
      out: (text: string) => (out += text),
      error: (text: string) => (error += text),
      signal: never,
    }
    return { code: await runCommandLine(words, terminal), out, error }
  }

  test('shows the fields of a file that nothing knows, and a reader that it takes', async () => {
    const folder = testFolder()
    await putPicture(folder, 'images/a.png', 1000, 500)
    const path = put(folder, 'odd.jsonl', lines(rows))
    const { code, error } = await relook('read', path)
    expect(code).not.toBe(0)
    expect(error).toContain('zones[*].at')
    // What it prints is a reader as it stands.
    const suggested = error.slice(error.indexOf('{\n'), error.lastIndexOf('\n}') + 2)
    const reader = put(folder, 'reader.json', suggested)
    const again = await relook('read', path, '--reader', reader, '--json')
    expect(again).toMatchObject({ code: 0, error: '' })
    expect(JSON.parse(again.out)).toMatchObject({
      format: 'reader:odd',
      count: 2,
      traces: [{ looks: [{ region: { left: 100, top: 200, right: 300, bottom: 400 } }] }, {}],
    })
  })

  test('reads calls of a home-made tool in a known format as a reader says', async () => {
    const folder = testFolder()
    await putPicture(folder, 'images/a.png', 1000, 500)
    const call = { name: 'peek', arguments: { zone: [100, 200, 300, 400] } }
    const row = {
      messages: [
        { role: 'user', content: '<image>What?' },
        { role: 'assistant', content: `<tool_call>${JSON.stringify(call)}</tool_call>` },
      ],
      images: ['images/a.png'],
    }
    const path = put(folder, 'calls.jsonl', lines([row]))
    const rule = { relookReader: 1, name: 'peek', calls: [{ tool: 'peek', box: 'zone', space: 'per-mille' }] }
    const reader = put(folder, 'peek.json', JSON.stringify(rule))
    const { out } = await relook('read', path, '--reader', reader, '--json')
    expect(JSON.parse(out)).toMatchObject({
      traces: [{ looks: [{ region: { left: 100, top: 100, right: 300, bottom: 200 } }] }],
    })
    expect(await relook('read', path, '--reader', path)).toMatchObject({ code: 1 })
  })
})
