// `relook explain`: the answer of the built-in model, and what it hangs on, through the built command.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Edges } from '../../../app/geometry/box'
import { runCommandLine } from '../../../main/cli/run-cli'
import { testFolder } from '../../builders/folder'
import { png } from '../../builders/services'

const sample = new URL('../../../assets/samples/sign-01.png', import.meta.url).pathname
const question = 'What does the blue sign say?'

async function relook(...words: string[]) {
  const said = { out: '', error: '' }
  vi.stubEnv('RELOOK_DATA', join(testFolder(), 'data'))
  onTestFinished(() => void vi.unstubAllEnvs())
  const code = await runCommandLine(words, {
    out: (text) => void (said.out += text),
    error: (text) => void (said.error += text),
    signal: new AbortController().signal,
  })
  return { code, ...said }
}

describe('relook explain', () => {
  test('says that the built-in model reads its look, and where', async () => {
    const { code, out } = await relook(
      'explain',
      sample,
      question,
      '--occlusion',
      '--smallest',
      '--attention',
      '--json',
      '--model',
      'r3-mini',
    )
    expect(code).toBe(0)
    const said = JSON.parse(out) as {
      answer: string
      logprob: number
      attention: {
        words: string
        by: { weights: string; prompt: number; images: { share: number; strongest: Edges }[] }[]
      }
      looks: {
        verdict: string
        confidence: number
        region: { left: number }
        smallest: { region: { left: number } }
      }[]
      occlusion: {
        core: { left: number; right: number }
        curves: { deletionArea: number; insertionArea: number }
      }
    }
    expect(said.answer).toBe('S14')
    expect(said.logprob).toBeGreaterThan(-1)
    expect(said.looks).toMatchObject([{ verdict: 'used' }])
    expect(said.looks[0]?.smallest.region.left).toBeGreaterThanOrEqual(said.looks[0]?.region.left ?? NaN)
    expect(said.looks[0]?.confidence).toBeGreaterThan(0.4)
    expect(said.looks[0]?.confidence).toBeLessThan(1)
    expect(said.attention.words).toBe('S14')
    expect(said.attention.by.map((b) => b.weights)).toEqual(['mean', 'pointer', 'reader', 'copier'])
    const reader = said.attention.by[2]?.images[1]
    // On the crop, where the text is.
    expect(reader?.share).toBeGreaterThan(0.3)
    expect(reader?.strongest.left).toBeGreaterThan(400)
    expect(reader?.strongest.right).toBeLessThan(600)
    // The sign is at 405–600.
    expect(said.occlusion.core.left).toBeGreaterThan(380)
    expect(said.occlusion.core.right).toBeLessThan(620)
    expect(said.occlusion.curves.deletionArea).toBeLessThan(said.occlusion.curves.insertionArea)
  })

  test('says it in words', async () => {
    const { out } = await relook('explain', sample, question, '--attention', '--model', 'r3-mini')
    expect(out).toMatch(/^S14\n {2}“S14”: log-probability -0\.\d+ over \d tokens/)
    expect(out).toMatch(/Coordinate confidence: \d+\.\d %\./)
    expect(out).toMatch(/reader: image .* %.*; crop 1 .* %, most at \d+, \d+, \d+, \d+; words/)
    expect(out).toMatch(/Look 1 at \d+, \d+, \d+, \d+: used: the answer hangs on it\./)
  })

  test('of a model that answers nothing says that, with the exit code of such a run', async () => {
    const folder = testFolder()
    const image = join(folder, 'a.png')
    writeFileSync(image, await png(200, 200))
    writeFileSync(
      join(folder, 's.json'),
      JSON.stringify({ tokensPerSecond: 5000, answers: [{ segments: ['Well.'] }] }),
    )
    vi.stubEnv('RELOOK_SCRIPT', join(folder, 's.json'))
    const { code, out } = await relook('explain', image, 'What?', '--occlusion')
    expect(code).toBe(2)
    expect(out).toContain('(no answer)')
  })

  test.each([
    [['explain', sample], /one image and one question/],
    [['explain', sample, question, '--cells', '3'], /--cells must be/],
    [['explain', sample, question, '--cover', 'snow'], /--cover is grey or blur/],
  ])('refuses %j', async (words, message) => {
    const { code, error } = await relook(...words)
    expect(code).toBe(1)
    expect(error).toMatch(message)
  })
})
