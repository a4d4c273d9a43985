/**
 * The two questions of the probe that decide how a run is spoken: whether images arrive as they were sent, and whether
 * an assistant's turn is continued, with and without an image in it. Both are answered by the server's count of tokens.
 */
import { closings, type Wire } from '../../../app/host/servers'
import {
  plainQuestion,
  failureNote,
  no,
  unknownFinding,
  yes,
  type ProbeAsker,
  type ProbeReply,
  type ProbeTarget,
  type ProbeImage,
  type ProbeQuestion,
  type ProbeAnswer,
} from './probe-ask'

export interface HeardWithImage {
  readonly images: ProbeAnswer
  readonly size: ProbeAnswer
  /** Tokens a server counts for the smaller image, marks around it included; undefined where it does not count. */
  readonly tokens: number | undefined
  /** The larger one's question, to be asked again. */
  readonly again: ProbeQuestion | undefined
}

const tokensOf = ({ usage }: ProbeReply): number | undefined => usage?.prompt_tokens ?? undefined
export const image = ({ address }: ProbeImage) => ({ type: 'image_url', image_url: { url: address } })
export const probeText = (words: string) => ({ type: 'text', text: words })

/** Two sizes: their difference in tokens tells whether the server keeps them, marks and template left out of it. */
export async function askImages(
  asker: ProbeAsker,
  { pictures }: ProbeTarget,
  first: ProbeReply,
): Promise<HeardWithImage> {
  const [small, large] = pictures
  const show = (picture: ProbeImage): ProbeQuestion => ({
    messages: [{ role: 'user', content: [image(picture), probeText(plainQuestion.content)] }],
  })
  const again = show(large)
  let seen: readonly [ProbeReply, ProbeReply]
  try {
    seen = [await asker.ask(show(small), 1), await asker.ask(again, 1)]
  } catch (error) {
    return unread(failureNote(error), 'No images.')
  }
  const [words, one, two] = [tokensOf(first), tokensOf(seen[0]), tokensOf(seen[1])]
  if (words === undefined || one === undefined || two === undefined) {
    const note = 'Taken; the server does not count tokens, so how it resizes them is not known.'
    return { images: yes(note), size: unknownFinding(note), tokens: undefined, again }
  }
  const tokens = one - words
  if (tokens <= 0) {
    const note = 'Taken without an error, but not read: a request with an image has no more tokens.'
    return unread(note, note)
  }
  const images: ProbeAnswer = yes(`An image of ${words2(small)} adds ${tokens} tokens.`)
  return { images, size: sizeKept(small, large, two - one), tokens, again }
}

/** A server that reads no images, and why. */
function unread(why: string, ofSize: string): HeardWithImage {
  return { images: no(why), size: unknownFinding(ofSize), tokens: undefined, again: undefined }
}

function sizeKept(small: ProbeImage, large: ProbeImage, more: number): ProbeAnswer {
  const expected = large.tokens - small.tokens
  const sizes = `From ${words2(small)} to ${words2(large)}: ${more} more tokens`
  return more === expected
    ? yes(`${sizes}, as the family’s rule says: images are read as they are sent.`)
    : no(
        `${sizes}, ${expected} by the family’s rule: another family, or the server resizes images itself. Regions may be off.`,
      )
}

function words2({ size }: ProbeImage): string {
  return `${size.width} × ${size.height}`
}

/** Written into the assistant's turn; twice as much of it gives its own count. */
export const begun = ' one two three four'
const flags = { continue_final_message: true, add_generation_prompt: false }

export interface Turns {
  readonly text: ProbeAnswer
  readonly images: ProbeAnswer
  readonly closing: Wire['closing']
  readonly without: readonly string[]
}

/** A turn that goes on has no closing mark and no new opening: its count is that of its text alone. */
export async function askContinuation(
  asker: ProbeAsker,
  { pictures: [picture] }: ProbeTarget,
  before: { readonly plain: ProbeReply; readonly pictured: HeardWithImage },
): Promise<Turns> {
  const empty = tokensOf(before.plain)
  if (empty === undefined)
    return turnsOf(unknownFinding('The server does not count tokens. Crops are sent as turns of the user.'))
  let once: ProbeReply
  let twice: ProbeReply
  try {
    once = await asker.ask(turnOf(begun), 1)
    twice = await asker.ask(turnOf(begun + begun), 1)
  } catch (error) {
    return turnsOf(no(failureNote(error)), ['continue_final_message', 'add_generation_prompt'])
  }
  const [short, long] = [tokensOf(once), tokensOf(twice)]
  const { without } = once
  if (short === undefined || long === undefined)
    return turnsOf(unknownFinding('The server does not count tokens here.'))
  const own = long - short
  const extra = short - empty - own
  // One token more or less may come of how the text joins what is before it.
  if (own <= 0 || Math.abs(extra) > 1)
    return turnsOf(
      no(`An answer begun is closed and a new one begun (${extra} tokens more than its text).`),
      without,
    )
  const asked = without.length === 0 ? '' : ', without being asked to'
  const inside = await askImageInside(asker, picture, { short, alone: before.pictured.tokens })
  const text = yes(`Goes on where it stopped${asked}.`)
  return { text, images: inside.said, closing: inside.closing, without }
}

/** A question whose last turn is an answer that is to go on. */
function turnOf(content: unknown): ProbeQuestion {
  return { messages: [plainQuestion, { role: 'assistant', content }], ...flags }
}

/** Of a server that continues none, or of which that is not known. */
function turnsOf(said: ProbeAnswer, without: readonly string[] = []): Turns {
  return { text: said, images: said, closing: 'newline', without }
}

/**
 * The most exact way that is counted in full: a dropped image or a closed turn shows in the number of tokens. `short`: tokens of
 * the turn without an image; `alone`: of the image in a turn of the user.
 */
async function askImageInside(
  asker: ProbeAsker,
  picture: ProbeImage,
  { short, alone }: { readonly short: number; readonly alone: number | undefined },
): Promise<{ readonly said: ProbeAnswer; readonly closing: Wire['closing'] }> {
  const closed = (note: string) => ({ said: no(note), closing: 'newline' }) as const
  if (alone === undefined) return closed('No images.')
  let seen = ''
  for (const closing of closings) {
    const after = closing === 'none' ? [] : [probeText(closing === 'empty' ? '' : '\n')]
    try {
      const heard = await asker.ask(turnOf([probeText(begun), image(picture), ...after]), 1)
      const added = (tokensOf(heard) ?? 0) - short
      if (Math.abs(added - alone) <= 2) {
        const note = `An image inside the turn adds ${added} tokens, and the turn goes on.`
        return { said: yes(note), closing }
      }
      seen = `An image inside the turn adds ${added} tokens instead of ${alone}.`
    } catch (error) {
      seen = failureNote(error)
    }
  }
  return closed(seen)
}
