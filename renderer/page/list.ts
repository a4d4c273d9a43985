/** The list of a page's traces: narrowed by words and by right or wrong; of a site read part by part. Knows no trace. */
import type { PageEntry } from '../../app/sharing/page'
import { h } from './dom'
import type { PageSource } from './source'

/** Rows that are drawn at a time: more come when the end is near. */
const drawn = 200

/** A list. */
export interface PageTraceList {
  readonly element: HTMLElement
  /** Marks the open trace, from 1. */
  readonly mark: (trace: number) => void
  /** The neighbour of a trace in the list as it is narrowed, from 1. */
  readonly beside: (trace: number, by: 1 | -1) => number | undefined
}

/** The list of a source; `open` is given the number of a trace, from 1. */
export function createList(source: PageSource, open: (trace: number) => void): PageTraceList {
  const entries: PageEntry[] = [...source.index.entries]
  const words = h('input', { label: 'Search', class: 'search' })
  Object.assign(words, { type: 'search', placeholder: 'Search' })
  const verdict = h('select', { label: 'Right or wrong', class: 'search' })
  for (const [value, text] of choices) verdict.append(Object.assign(h('option', {}, [text]), { value }))
  verdict.hidden = !entries.some((e) => e.verdict !== undefined)
  const count = h('p', { class: 'note', role: 'status' })
  const rows = h('ol', { class: 'traces' })
  const element = h('nav', { class: 'list', label: 'Traces' }, [
    h('div', { class: 'filters' }, [words, verdict]),
    count,
    rows,
  ])
  let matching: number[] = []
  let marked = 1
  let shown = 0
  const more = () => {
    const next = matching.slice(shown, shown + drawn)
    shown += next.length
    rows.append(...next.map((at) => rowOf(entries[at], at, { open, marked })))
  }
  const narrow = () => {
    matching = [...entries.keys()].filter((at) => isWanted(entries[at], words.value, verdict.value))
    const unread = source.index.count - entries.length
    count.textContent = `${matching.length} of ${source.index.count}${unread > 0 ? `, ${unread} still to be read` : ''}`
    shown = 0
    rows.replaceChildren()
    more()
  }
  words.addEventListener('input', narrow)
  verdict.addEventListener('change', narrow)
  rows.addEventListener('scroll', () => {
    if (rows.scrollTop + rows.clientHeight > rows.scrollHeight - 400 && shown < matching.length) more()
  })
  narrow()
  void readOn(source, entries, narrow)
  return {
    element,
    mark: (trace) => {
      marked = trace
      for (const row of rows.children)
        row.toggleAttribute('data-open', row.getAttribute('data-trace') === String(trace))
      rows.querySelector('[data-open]')?.scrollIntoView({ block: 'nearest' })
    },
    beside: (trace, by) => {
      const at = matching.indexOf(trace - 1)
      const next = at < 0 ? undefined : matching[at + by]
      return next === undefined ? undefined : next + 1
    },
  }
}

const choices = [
  ['', 'All'],
  ['right', 'Right'],
  ['wrong', 'Wrong'],
] as const

/** The other parts, one after the other; what cannot be had is said by the count. */
async function readOn({ index, part }: PageSource, entries: PageEntry[], told: () => void): Promise<void> {
  for (let n = 1; n * index.part < index.count; n++) {
    try {
      entries.push(...(await part(n)))
    } catch {
      return
    } finally {
      told()
    }
  }
}

function isWanted(entry: PageEntry | undefined, words: string, verdict: string): boolean {
  if (entry === undefined) return false
  const right = entry.verdict === undefined ? undefined : entry.verdict >= 0.5
  if (verdict !== '' && right !== (verdict === 'right')) return false
  const text = `${entry.title} ${entry.question} ${entry.answer ?? ''} ${entry.gold ?? ''}`.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function rowOf(
  entry: PageEntry | undefined,
  at: number,
  { open, marked }: { readonly open: (trace: number) => void; readonly marked: number },
): HTMLElement {
  const verdict = entry?.verdict
  const mark = verdict === undefined ? '' : verdict >= 0.5 ? '✓' : '✗'
  const looks = entry === undefined ? '' : entry.looks === 1 ? '1 look' : `${entry.looks} looks`
  const row = h('li', { data: { trace: at + 1 } }, [
    h('button', { class: 'row', onClick: () => open(at + 1) }, [
      h('span', { class: 'question', dir: 'auto' }, [entry?.question || entry?.title || `Trace ${at + 1}`]),
      h('span', { class: 'about', dir: 'auto' }, [
        `${mark} ${entry?.answer ?? 'no answer'} · ${looks}`.trim(),
      ]),
    ]),
  ])
  row.toggleAttribute('data-open', at + 1 === marked)
  return row
}
