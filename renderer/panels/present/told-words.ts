/** What stands beside the image at a moment of a story: few words, and those that are written by then. Pure. */
import { heightOf, widthOf } from '../../../app/geometry/box'
import type { Beat, Story, WordsBeat } from '../../../app/story/story'
import { isReduced, type Moment } from '../../../app/story/timeline'
import { t } from '../../language/text'

/** The words of a moment. */
export interface ToldWords {
  readonly kind: 'question' | 'overview' | 'thought' | 'look' | 'crop' | 'answer'
  readonly head: string
  readonly text: string
  /** It is a model's or a person's, not the window's: nobody translates it. */
  readonly quoted: boolean
  /** Letters of it that are written. */
  readonly letters: number
  readonly hue?: number
  /** A line below it. */
  readonly note?: string
}

/** The words of a moment. `full`: to the letter; else what they come to. */
export function toldWords(story: Story, moment: Moment, full = true): ToldWords {
  const { beats } = story
  // A trace without a question has a name at least.
  const question = story.question === '' ? story.title : story.question
  const whole = (kind: ToldWords['kind'], head: string, text: string) => ({
    ...{ kind, head, text, letters: text.length, quoted: kind === 'question' },
  })
  if (moment.phase === 'overview') return { ...whole('overview', t('This is all it saw'), sizes(story)) }
  const beat = beats[moment.beat]
  if (beat === undefined || moment.told <= moment.beat) {
    const before = beats[moment.beat - 1]
    return before === undefined
      ? whole('question', t('Question'), question)
      : beatWords({ story, full }, before)
  }
  return beatWords({ story, full }, beat, moment)
}

/** As it is when all of it is told; at a moment: what is written by then. */
function beatWords(
  { story, full }: { readonly story: Story; readonly full: boolean },
  beat: Beat,
  moment?: Moment,
): ToldWords {
  switch (beat.type) {
    case 'look': {
      const head = t('Look {n} of {of}', { n: beat.look, of: looksIn(story) })
      const text = beat.label ?? t('It asks to see this up close')
      const note = t('{width} × {height} px of {of}', {
        width: Math.round(widthOf(beat.region)),
        height: Math.round(heightOf(beat.region)),
        of: sizeWords(story.image.size),
      })
      return {
        ...{ kind: 'look', head, text, letters: text.length },
        ...{ quoted: beat.label !== undefined, hue: beat.hue, note },
      }
    }
    case 'crop': {
      const label = labelOf(story, beat)
      const text = label ?? t('What it got')
      const note = t('{size} px, as the model was given it', { size: sizeWords(beat.view.size) })
      const head =
        beat.look === undefined
          ? t('What it got')
          : t('Look {n} of {of}', { n: beat.look, of: looksIn(story) })
      return {
        ...{ kind: 'crop', head, text, letters: text.length },
        ...{ quoted: label !== undefined, hue: beat.hue, note },
      }
    }
    case 'words': {
      const text = full || beat.kind === 'code' ? plainWords(beat.text) : gistOf(beat)
      const share = moment === undefined ? 1 : moment.letters / Math.max(1, beat.text.length)
      const letters = share >= 1 ? text.length : toWordEnd(text, Math.floor(text.length * share))
      const kind = beat.kind === 'answer' ? 'answer' : 'thought'
      return { kind, head: headOf(beat.kind), text, letters, quoted: true }
    }
  }
}

function headOf(kind: 'thought' | 'code' | 'tool' | 'answer'): string {
  return {
    thought: t('It thinks'),
    code: t('It writes code'),
    tool: t('A tool answers'),
    answer: t('Answer'),
  }[kind]
}

function labelOf({ beats }: Story, { look }: Extract<Beat, { type: 'crop' }>): string | undefined {
  const of = beats.find((b) => b.type === 'look' && b.look === look)
  return of?.type === 'look' ? of.label : undefined
}

function looksIn({ beats }: Story): number {
  return beats.filter((b) => b.type === 'look').length
}

/** What the image was and what the model was given of it. */
function sizes({ image, overview }: Story): string {
  const [from, to] = [sizeWords(image.size), sizeWords(overview.size)]
  return isReduced({ image, overview })
    ? t('{from} pixels became {to}', { from, to })
    : t('{from} pixels', { from: to })
}

function sizeWords({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width}\u00a0×\u00a0${height}`
}

/** Most letters of few words. */
const gistLetters = 240

/**
 * What long words come to, in the model's own: of a thought its last sentences, which say what it does next; of an answer the paragraph with
 * what it set in bold, else its first.
 */
export function gistOf({ kind, text }: Pick<WordsBeat, 'kind' | 'text'>): string {
  const plain = plainWords(text)
  if (plain.length <= gistLetters) return plain
  if (kind === 'answer') {
    const parts = text.split(/\n\s*\n/)
    const part = plainWords(parts.find((p) => /\*\*[^*]+\*\*/.test(p)) ?? parts[0] ?? text)
    return part.length <= gistLetters ? part : `${part.slice(0, gistLetters).trimEnd()}…`
  }
  const sentences = plain.match(/[^.!?。！？]+[.!?。！？]+["”’)]*\s*|[^.!?。！？]+$/g) ?? [plain]
  let gist = ''
  for (const sentence of sentences.toReversed()) {
    if (gist !== '' && gist.length + sentence.length > gistLetters) break
    gist = sentence + gist
  }
  return gist.length <= gistLetters * 1.5 ? `… ${gist.trim()}` : `… ${gist.trim().slice(-gistLetters)}`
}

/** Without the marks of markdown: nobody reads stars from the last row. */
export function plainWords(text: string): string {
  return text
    .replace(/\*\*|__|`{1,3}/g, '')
    .replace(/^#{1,6} +/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function toWordEnd(text: string, at: number): number {
  const rest = /^\S{0,24}/u.exec(text.slice(at))?.[0].length ?? 0
  return Math.min(text.length, at + rest)
}
