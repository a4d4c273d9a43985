/** A model that says what it is told to, one token at a time. For tests of everything above a model. */
import type { GenerateEvent, GenerateRequest, Model } from '../../app/reasoning/model'

export const info = {
  id: 'm',
  name: 'Scripted',
  dialect: 'vlm-r3',
  budgets: { image: { minPixels: 784, maxPixels: 112896 }, crop: { minPixels: 784, maxPixels: 31360 } },
  bytes: 0,
} as const

/** Says one segment per call, split into tokens of `size` characters; `asked` collects the requests. */
export function sayingModel(
  segments: readonly string[],
  size = 3,
): Model & { readonly asked: GenerateRequest[] } {
  const asked: GenerateRequest[] = []
  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent> {
    const text = segments[asked.length] ?? ''
    asked.push(request)
    yield { type: 'phase', phase: { name: 'decode' } }
    const pieces = (text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []).slice(0, request.maxTokens)
    for (const [id, piece] of pieces.entries()) {
      await Promise.resolve()
      if (signal.aborted) throw new DOMException('aborted', 'AbortError')
      yield { type: 'token', token: { id, text: piece, logprob: -0.1 } }
    }
    const stopped = request.stop.some((stop) => pieces.join('').endsWith(stop))
    const timings = {
      encodeMs: 1,
      prefillMs: 2,
      decodeMs: 3,
      tokens: pieces.length,
      promptTokens: 9,
      cachedTokens: 0,
    }
    const isFull = pieces.length >= request.maxTokens
    yield { type: 'end', reason: stopped ? 'stop' : isFull ? 'length' : 'eos', timings }
  }
  return { info, generate, prompt: () => Promise.resolve([]), asked }
}
