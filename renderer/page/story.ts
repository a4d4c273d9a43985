/** The steps of a branch as cards, in order: what was thought, where it looked, what it saw, what it answered. */
import { viewAddress } from '../../app/addresses'
import { shownCode } from '../../app/dialects/code/shown'
import type { PageImage, PageTrace } from '../../app/sharing/page'
import { endingOf } from '../../app/trace/ending'
import { diffText, isRewritten, type DiffPiece } from '../session/document/compare'
import { hueOf, rowText, type LookRow, type Row, type StepRow } from '../session/document/rows'
import { flagWords, placeWords, regionWords, rowTypeWord } from '../words/trace'
import { h, type Child } from './dom'
import { plain, prose, toolWords } from './prose'
import type { PageView } from './told'

/** What cards need of the page. */
export interface StoryView {
  /** Address of an image. */
  readonly image: (key: string) => string
  /** A card was chosen: the step one goes to. */
  readonly onStep: (step: number) => void
}

/** The cards of all rows; `markCards` says which are shown. */
export function storyCards(told: PageView, view: StoryView): HTMLElement {
  const { trace, branch, rows } = told
  const cards = rows.map((row, i) => card(row, trace, { ...view, onStep: () => view.onStep(i + 1) }))
  const ending = endingOf(trace.project, branch)
  const answered = ending === undefined || ending.reason === 'answered'
  return h('div', { class: 'story' }, [
    ...cards,
    !answered && h('p', { class: 'ending', data: { step: rows.length } }, [ending.why ?? ending.reason]),
    goldNote(trace, rows.length),
  ])
}

/** Shows what has been told, marks where one is; the rest is not even there to be read out. */
export function markCards(story: HTMLElement, { until, current }: Pick<PageView, 'until' | 'current'>): void {
  for (const part of story.querySelectorAll<HTMLElement>('[data-step]')) {
    part.hidden = Number(part.dataset['step']) > until
    const isCurrent = current !== undefined && part.dataset['row'] === current.id
    part.classList.toggle('current', isCurrent)
    if (isCurrent) part.setAttribute('aria-current', 'step')
    else part.removeAttribute('aria-current')
  }
  story.querySelector('.current')?.scrollIntoView({ block: 'nearest' })
}

interface CardView extends Omit<StoryView, 'onStep'> {
  readonly onStep: () => void
}

function card(row: Row, trace: PageTrace, view: CardView): HTMLElement {
  const hue = row.look === undefined ? undefined : hueOf(row.look)
  const head = h(
    'button',
    { class: 'card-head', onClick: view.onStep, label: `Step ${row.number}: ${rowTypeWord(row)}` },
    [
      h('span', { class: 'number' }, [String(row.number)]),
      row.look !== undefined && h('span', { class: 'chip' }, [String(row.look)]),
      h('span', { class: 'type' }, [rowTypeWord(row)]),
      h('span', { class: 'place' }, [placeOf(row)]),
      row.removed && h('span', { class: 'badge' }, ['taken out']),
      row.added && h('span', { class: 'badge' }, ['put in by a person']),
    ],
  )
  const data = { step: row.number, row: row.id, type: row.type, hue, removed: row.removed || undefined }
  return h('article', { class: 'card', data }, [head, ...bodyOf(row, trace, view)])
}

function placeOf(row: Row): string {
  if (row.type === 'look') return placeWords(row, { region: row.region })
  if (row.type !== 'observation' || row.step.type !== 'observation') return ''
  const { width, height } = row.step.view.size
  return `${width} × ${height} px, as the model saw it`
}

function bodyOf(row: Row, trace: PageTrace, view: CardView): readonly Child[] {
  if (row.type === 'look') return lookBody(row)
  if (row.step.type === 'observation') return [cropBody(trace, row.step.view, view)]
  return wordsBody(row)
}

function lookBody({ step, draft, region }: LookRow): readonly Child[] {
  const flags = step?.flags ?? []
  const moved = draft?.type === 'region' && step !== undefined
  return [
    step?.label !== undefined && h('p', { class: 'label', dir: 'auto' }, [step.label]),
    moved &&
      h('p', { class: 'note' }, [
        `Moved by a person: was ${regionWords(step.region)}, is ${regionWords(region)}.`,
      ]),
    ...flags.map((flag) => h('p', { class: 'note' }, [flagWords(flag)])),
  ]
}

/** A crop, or that there is none to be shown. */
function cropBody(
  trace: PageTrace,
  seen: Parameters<typeof viewAddress>[0],
  { image }: CardView,
): HTMLElement {
  const found: PageImage | undefined = trace.crops[viewAddress(seen)]
  if (found === undefined)
    return h('p', { class: 'note' }, [
      'What the model saw here could not be shared: its image was not found.',
    ])
  const picture = h('img', { class: 'crop' })
  Object.assign(picture, {
    width: found.width,
    height: found.height,
    alt: 'What the model saw',
    decoding: 'async',
  })
  // Of a site only what is near is asked for; of one file it is here already.
  picture.loading = 'lazy'
  picture.src = image(found.key)
  return picture
}

function wordsBody(row: StepRow): readonly Child[] {
  const { step, draft } = row
  if (step.type === 'observation') return []
  const words = rowText(row)
  if (draft?.type === 'text') {
    const pieces = diffText(step.text, words)
    if (isRewritten(pieces)) return [h('del', { class: 'was', dir: 'auto' }, [step.text]), prose(words)]
    return [h('p', { class: 'prose', dir: 'auto' }, markedWords(pieces, { left: 'del', right: 'ins' }))]
  }
  if (step.author.type === 'tool') return [toolWords(words)]
  if (step.type === 'answer') return [h('div', { class: 'answer' }, [prose(words)])]
  switch (step.kind?.type) {
    case 'code':
      return [plain(shownCode(step.raw).code)]
    case 'unread':
      return [plain(step.raw), h('p', { class: 'note' }, [step.kind.message])]
    case 'call':
    case 'reply':
      return [plain(step.raw)]
    case 'opaque':
      return [h('p', { class: 'note' }, [`${step.kind.count} vectors that are no words.`])]
    case undefined:
      return [prose(words)]
  }
}

/** Words of two texts: what both have, and each side's own in an element of this kind; a side without one is left out. */
export function markedWords(
  pieces: readonly DiffPiece[],
  tags: { readonly left?: 'del' | 'mark'; readonly right?: 'ins' | 'mark' },
): readonly Child[] {
  return pieces.map(({ text, side }) => {
    if (side === 'both') return text
    const tag = tags[side]
    return tag === undefined ? undefined : h(tag, { data: { side } }, [text])
  })
}

function goldNote({ project }: PageTrace, last: number): Child {
  const gold = project.origin?.gold
  if (gold === undefined || gold.length === 0) return undefined
  return h('p', { class: 'gold', data: { step: last }, dir: 'auto' }, [
    h('b', {}, ['Right answer: ']),
    gold.join(' / '),
  ])
}
