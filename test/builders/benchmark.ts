/** A small benchmark on disk, and a model that answers it as told. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GenerateEvent, GenerateRequest, Model } from '../../app/reasoning/model'
import { info } from './model'
import { png } from './services'

/** Writes `count` records with a picture each; the right answer to “Q3?” is “a3”. Gives the folder. */
export async function benchmark(folder: string, count: number): Promise<string> {
  mkdirSync(join(folder, 'images'), { recursive: true })
  const lines: string[] = []
  for (let i = 0; i < count; i++) {
    writeFileSync(join(folder, 'images', `${i}.png`), await png(200 + i, 150))
    lines.push(
      JSON.stringify({
        image_path: `images/${i}.png`,
        question: `Q${i}?`,
        answer: `a${i}`,
        family: i % 2 === 0 ? 'even' : 'odd',
        boxes: [[10, 10, 60, 50]],
      }),
    )
  }
  writeFileSync(join(folder, 'records.jsonl'), lines.join('\n'))
  return folder
}

/** What the model says to the n-th question, and the how-manyeth time it is asked; a thrown error is a failure. */
export type Say = (n: number, time: number, looks: boolean) => string | Promise<string>

/** A model that answers at once; with looks it looks at one region first. `asked` counts per question. */
export function answering(say: Say): Model & { readonly asked: Map<number, number> } {
  const asked = new Map<number, number>()
  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent> {
    const parts = request.messages.flatMap((message) => message.parts)
    const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
    const n = Number(/Q(\d+)\?/.exec(text)?.[1])
    const looks = text.includes('crop')
    const pictures = parts.filter((part) => part.type === 'image').length
    let said = '<think>I look. {"bbox_2d": [0, 0, 56, 56]}'
    if (!looks || pictures > 1) {
      asked.set(n, (asked.get(n) ?? 0) + 1)
      said = `<answer>${await say(n, asked.get(n) ?? 0, looks)}</answer>`
    }
    if (signal.aborted) throw new DOMException('aborted', 'AbortError')
    // Words as tokens: a step begins at a token.
    for (const text of said.match(/<answer>|<\/answer>|\s?[^\s<]+|./g) ?? [])
      yield { type: 'token', token: { id: 1, text } }
    const timings = { encodeMs: 0, prefillMs: 0, decodeMs: 1, tokens: 1, promptTokens: 1, cachedTokens: 0 }
    yield { type: 'end', reason: 'stop', timings }
  }
  return { info, generate, prompt: () => Promise.resolve([]), concurrent: true, asked }
}
