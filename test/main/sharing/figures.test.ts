/** `relook share` for figures and films: what is asked for is what is made, and what cannot be made is said in one line. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { runCommandLine } from '../../../main/cli/run-cli'
import { sharp } from '../../../main/images/sharp'
import { testFolderForAll } from '../../builders/folder'
import { fiveSteps, projectWith, thought } from '../../builders/project'
import { never, png } from '../../builders/services'

const folder = testFolderForAll()
let one = ''
let two = ''
beforeAll(async () => {
  writeFileSync(join(folder(), 'a.png'), await png(1008, 756, '#b08850'))
  const row = (title: string, steps = fiveSteps) =>
    `${JSON.stringify({ relook: 1, image: 'a.png', project: { ...projectWith(steps), title } })}\n`
  one = join(folder(), 'one.jsonl')
  two = join(folder(), 'two.jsonl')
  writeFileSync(one, row('first'))
  writeFileSync(two, row('first') + row('second', [thought('t', 'Only a thought.')]))
})

async function share(...words: readonly string[]) {
  const said: string[] = []
  const say = (text: string) => void said.push(text)
  const code = await runCommandLine(['share', ...words], { out: say, error: say, signal: never })
  return { code, said: said.join('') }
}

test('of a file with one trace, and of the one that is named', async () => {
  const out = join(folder(), 'f.svg')
  expect((await share(one, '--as', 'svg', '--figure', 'story', '--out', out)).said).toMatch(
    /^1 trace, 2 images/,
  )
  expect(readFileSync(out, 'utf8')).toContain('It reads 7.')
  await share(two, '--as', 'svg', '--figure', 'story', '--trace', '2', '--out', out)
  expect(readFileSync(out, 'utf8')).toContain('Only a thought.')
})

test('a PDF has a page for each', async () => {
  const out = join(folder(), 'f.pdf')
  const { said } = await share(two, '--as', 'pdf', '--out', out, '--json')
  expect(JSON.parse(said)).toMatchObject({ traces: 2, left: {}, notes: [] })
  expect(readFileSync(out, 'latin1').match(/\/Type \/Page\b/g)).toHaveLength(2)
})

test('--step means a step, --scale its pixels', async () => {
  const out = join(folder(), 'f.png')
  await share(
    one,
    '--as',
    'png',
    '--step',
    '3',
    '--scale',
    '3',
    '--theme',
    'dark',
    '--no-labels',
    '--out',
    out,
  )
  expect((await sharp(out).metadata()).width).toBe(3000)
})

test('a GIF is as wide as it is asked for', async () => {
  const out = join(folder(), 'f.gif')
  const asked = ['--width', '320', '--fps', '4', '--speed', '4', '--theme', 'dark']
  expect((await share(one, '--as', 'gif', ...asked, '--out', out)).code).toBe(0)
  const { width, pageHeight } = await sharp(out, { animated: true }).metadata()
  expect({ width, pageHeight }).toEqual({ width: 320, pageHeight: 180 })
})

test('what cannot be is said in one line, and leaves nothing', async () => {
  const out = join(folder(), 'nothing.png')
  const said = async (...words: readonly string[]) => {
    const result = await share(...words, '--out', out)
    expect(result.code).not.toBe(0)
    return result.said
  }
  expect(await said(two, '--as', 'png')).toContain('these are 2. Say which')
  expect(await said(two, '--as', 'png', '--trace', '3')).toContain('There is no trace 3: there are 2.')
  expect(await said(one, '--as', 'png', '--step', '40')).toContain('There is no step 40')
  expect(await said(one, '--as', 'png', '--scale', '5')).toContain(
    '--scale must be a whole number from 1 to 4',
  )
  expect(await said(one, '--as', 'png', '--theme', 'blue')).toContain('--theme must be one of light, dark')
  expect(await said(one, '--as', 'png', '--figure', 'box')).toContain(
    '--figure must be one of image, step, story',
  )
  expect(await said(one, '--as', 'gif', '--width', '10')).toContain('--width must be')
  expect(await said(one, '--as', 'mp4', '--fps', '90')).toContain('--fps must be')
  expect(existsSync(out)).toBe(false)
  expect(readdirSync(folder()).filter((name) => name.includes('.tmp'))).toEqual([])
})
