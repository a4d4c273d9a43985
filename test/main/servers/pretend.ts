/**
 * A server that counts tokens as a real one would (a character is a token, a picture as many as its size says), with the
 * habits of different servers: what the probe must tell apart.
 */
import type { ServerResponse } from 'node:http'
import sharp from 'sharp'
import { localServer, type Asked, type Local } from './local'

export interface Habits {
  /** Turns of the assistant are continued: when asked to, always, or never. */
  readonly continues?: 'asked' | 'always' | 'never'
  /** A picture at the end of a turn to be continued is dropped (templates that cut after the last text). */
  readonly dropsLastPicture?: boolean
  readonly refuses?: readonly string[]
  /** `capped`: shrunk to 300 tokens, which only large ones have. */
  readonly images?: 'kept' | 'shrunk' | 'capped' | 'ignored' | 'refused'
  readonly stop?: 'kept' | 'named' | 'silent' | 'ignored'
  readonly logprobs?: boolean
  readonly tools?: boolean
  readonly usage?: boolean
  readonly streams?: boolean
  readonly seeded?: boolean
  /** Predicted text is taken and counted; `apart`: not together with probabilities. */
  readonly predicts?: boolean | 'apart'
  /** How likely each token of a prompt is that is asked about; `cached`: it leaves those out that it had read before. */
  readonly scores?: ((asked: Asked) => number | Promise<number>) | 'cached'
  /** Of a prompt no more than what stands behind its last picture is told. */
  readonly tells?: 'end'
  /** What it says to a request; absent: it counts. */
  readonly says?: (asked: Asked, number: number) => string
  /** Answers some requests itself, with whatever. True: answered. */
  readonly instead?: (response: ServerResponse, asked: Asked, number: number) => boolean
}

type Content = string | readonly { type: string; text?: string; image_url?: { url: string } }[] | null
interface ApiMessage {
  readonly role: string
  readonly content: Content
}

const counting = 'one, two, three, four, five, six, seven'
/** `<|im_start|>role` and `<|im_end|>` in a template. */
const marks = 5

/** Starts one. */
export function pretendServer(habits: Habits = {}): Promise<Local> {
  let chats = 0
  return localServer(async (response, asked) => {
    if (asked.path.endsWith('/models'))
      return json(response, 200, { object: 'list', data: [{ id: 'lab/qwen2.5-vl' }] })
    chats++
    if (habits.instead?.(response, asked, chats)) return
    const { body } = asked
    const refused = Object.keys(body).find((f) => habits.refuses?.includes(f))
    if (refused !== undefined)
      return json(response, 400, {
        error: { message: `Unsupported parameter: '${refused}'`, param: refused },
      })
    if (habits.predicts === 'apart' && body['prediction'] !== undefined && body['logprobs'] === true)
      return json(response, 400, {
        error: { message: "Unsupported parameter: 'logprobs'", param: 'logprobs' },
      })
    const messages = body['messages'] as readonly ApiMessage[]
    const hasImages = messages.some((m) => Array.isArray(m.content) && m.content.some((p) => p.image_url))
    if (hasImages && habits.images === 'refused')
      return json(response, 400, { detail: 'This model takes no images.' })
    const prompt = await promptTokens(messages, body, habits)
    const scored = await scoresOf(asked, prompt, habits)
    answer(response, asked, habits, { prompt, text: textFor(asked, habits, chats), scored })
  })
}

/** An entry for each token of the prompt: the letters of the last message, and its pictures in between. */
async function scoresOf(asked: Asked, prompt: number, habits: Habits): Promise<object> {
  const { scores, tells } = habits
  const { body } = asked
  if (scores === undefined || body['prompt_logprobs'] === undefined) return {}
  const logprob = scores === 'cached' ? -0.5 : await scores(asked)
  const content = (body['messages'] as readonly ApiMessage[]).at(-1)?.content ?? ''
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content
  const said: (object | null)[] = []
  for (const part of parts) {
    const pads = part.image_url === undefined ? 0 : await pictureTokens(part.image_url.url, habits)
    if (tells === 'end' && pads > 0) said.fill(null)
    said.push(...Array.from({ length: pads }, () => (tells === 'end' ? null : pad)))
    const letters = [...(part.text ?? '')]
    said.push(...letters.map((l) => ({ [l.codePointAt(0) ?? 0]: { logprob, rank: 1, decoded_token: l } })))
  }
  const before = Array.from({ length: prompt - said.length }, (_, i) => (i === 0 ? null : pad))
  return { prompt_logprobs: [...before, ...said].slice(scores === 'cached' ? 8 : 0) }
}

const pad = { 5: { logprob: -1, rank: 1, decoded_token: '<|image_pad|>' } }

function textFor(asked: Asked, habits: Habits, number: number): string {
  if (habits.says !== undefined) return habits.says(asked, number)
  const { temperature, seed } = asked.body
  const roll = habits.seeded === false ? number : Number(seed ?? 0)
  return Number(temperature ?? 0) > 0 ? `${roll % 97} ${counting}` : counting
}

async function promptTokens(
  messages: readonly ApiMessage[],
  body: Record<string, unknown>,
  habits: Habits,
): Promise<number> {
  const last = messages.at(-1)
  const wanted =
    habits.continues === 'always' || (habits.continues === 'asked' && body['continue_final_message'] === true)
  const open = last?.role === 'assistant' && wanted
  let total = open ? 0 : marks
  for (const [i, { content }] of messages.entries()) {
    const isOpen = open && i === messages.length - 1
    total += isOpen ? marks : 2 * marks
    const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? [])
    const lastText = parts.findLastIndex((p) => p.type === 'text')
    for (const [at, part] of parts.entries()) {
      if (part.image_url === undefined) total += part.text?.length ?? 0
      else if (!(isOpen && habits.dropsLastPicture && at > lastText))
        total += await pictureTokens(part.image_url.url, habits)
    }
  }
  return total
}

async function pictureTokens(url: string, { images = 'kept' }: Habits): Promise<number> {
  if (images === 'ignored') return 0
  const { width = 0, height = 0 } = await sharp(Buffer.from(url.split(',')[1] ?? '', 'base64')).metadata()
  const cells = (width / 28) * (height / 28)
  return 2 + Math.min(images === 'shrunk' ? 64 : images === 'capped' ? 300 : Infinity, cells)
}

/** Words that come as they were predicted, and the others of the prediction. */
function predictedIn(body: Record<string, unknown>, words: readonly string[], { predicts }: Habits) {
  const prediction = body['prediction'] as { readonly content: string } | undefined
  if (prediction === undefined || predicts === undefined) return {}
  const predicted = prediction.content.match(/\s?\S+/g) ?? []
  const accepted = predicted.filter((word, i) => words[i] === word).length
  const rejected = predicted.length - accepted
  return {
    completion_tokens_details: { accepted_prediction_tokens: accepted, rejected_prediction_tokens: rejected },
  }
}

interface Answer {
  readonly prompt: number
  readonly text: string
  /** Of the prompt. */
  readonly scored: object
}

function answer(response: ServerResponse, { body }: Asked, habits: Habits, said: Answer): void {
  const { prompt, text, scored } = said
  const stops = [(body['stop'] ?? []) as string | readonly string[]].flat()
  const found = stops.filter((s) => text.includes(s)).sort((a, b) => text.indexOf(a) - text.indexOf(b))[0]
  const honoured = found !== undefined && habits.stop !== 'ignored'
  const keeps = habits.stop === 'kept' && body['include_stop_str_in_output'] === true
  const limit = Number(body['max_tokens'] ?? body['max_completion_tokens'] ?? 999)
  const cut = honoured ? text.slice(0, text.indexOf(found) + (keeps ? found.length : 0)) : text
  const words = (cut.match(/\s?\S+/g) ?? []).slice(0, limit)
  const written = words.join('')
  const called = habits.tools === true && body['tool_choice'] !== undefined && body['tool_choice'] !== 'auto'
  const message = called
    ? {
        role: 'assistant',
        tool_calls: [
          {
            index: 0,
            id: 'c',
            type: 'function',
            function: { name: 'note_number', arguments: '{"value": 7}' },
          },
        ],
      }
    : { role: 'assistant', content: written }
  const more = honoured && (habits.stop === 'named' || keeps) ? { stop_reason: found } : {}
  const end = { finish_reason: called ? 'tool_calls' : words.length >= limit ? 'length' : 'stop', ...more }
  const usage = {
    prompt_tokens: prompt,
    completion_tokens: words.length,
    prompt_tokens_details: { cached_tokens: 0 },
    ...predictedIn(body, words, habits),
  }
  const logprobs =
    habits.logprobs === true && body['logprobs'] === true
      ? {
          content: words.map((token) => ({ token, logprob: -0.5, top_logprobs: [{ token, logprob: -0.5 }] })),
        }
      : null
  if (body['stream'] !== true || habits.streams === false)
    return json(response, 200, {
      choices: [{ index: 0, message, logprobs, ...end }],
      ...scored,
      ...(habits.usage === false ? {} : { usage }),
    })
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const write = (value: object) => response.write(`data: ${JSON.stringify(value)}\n\n`)
  if (called) write({ choices: [{ index: 0, delta: message }] })
  else
    for (const [i, word] of words.entries())
      write({
        choices: [
          { index: 0, delta: { content: word }, logprobs: logprobs && { content: [logprobs.content[i]] } },
        ],
      })
  write({ choices: [{ index: 0, delta: {}, ...end }] })
  if (habits.usage !== false) write({ choices: [], usage })
  response.end('data: [DONE]\n\n')
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
