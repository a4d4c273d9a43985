/** How far work is, on the terminal's error stream: one line that is written over, or now and then a line in a log file. */
import { atMostEvery } from '../../app/async'
import type { Evaluation } from '../../app/host/evaluations'
import { type Terminal, overLine } from './command'
import { percentText } from './text'

/** In a log file a line every so many milliseconds. */
const logMs = 10_000

/** A line for whoever watches, written over by the next; nothing in a log. `end` takes it away. */
export function progressLine({ error }: Terminal) {
  const live = process.stderr.isTTY
  const show = (text: string) => {
    if (live) error(`${overLine}${text}`)
  }
  return { show, end: () => show('') }
}

/** Shows progress; `end` leaves the line. */
export function createProgress(terminal: Terminal, live = process.stderr.isTTY) {
  const due = atMostEvery(logMs)
  return {
    show: (evaluation: Evaluation) => {
      const text = progressText(evaluation)
      if (live) terminal.error(`${overLine}${text}`)
      else if (due()) terminal.error(`${text}\n`)
    },
    end: () => {
      if (live) terminal.error('\n')
    },
  }
}

/** `12 of 60 · 58.3 % right · 1 failed · 0:40 left`. */
export function progressText({ done, total, score, failed, state }: Evaluation): string {
  if (state.type === 'reading') return `reading the data, ${Math.floor(state.done * 100)} %`
  if (state.type === 'waiting') return 'waiting for another run'
  const left = state.type === 'running' && state.etaMs !== undefined ? [`${clock(state.etaMs)} left`] : []
  return [
    `${done} of ${total}`,
    ...(score === undefined ? [] : [percentText(score.value)]),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...left,
  ].join(' · ')
}

/** Minutes and seconds, hours where there are any. */
function clock(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}
