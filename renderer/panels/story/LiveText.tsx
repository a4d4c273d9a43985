/**
 * The text as it streams. Outside of React's rendering: what is new is appended to one text node per line, or per token where tokens are
 * shown, so that a frame costs the same after ten thousand tokens as after ten.
 */
import { useEffect, useRef } from 'react'
import type { Token } from '../../../app/trace/step'
import { selectedBranch } from '../../session/document/rows'
import { useActions, useSession } from '../../use-session'
import { tintOf } from './token-tint'

/** Tags a dialect begins a thought with; of no use to a reader. */
const opening = '<think>'

/** Follows the open text of the selected branch. */
export function LiveText() {
  const session = useActions()
  const root = useRef<HTMLDivElement>(null)
  const colours = useSession((s) => s.view.tokenColours)
  useEffect(() => {
    const element = root.current
    if (element === null) return
    element.replaceChildren()
    const draw = colours ? drawTokens(element) : drawText(element)
    const now = () => {
      const open = selectedBranch(session.get())?.open
      draw(open?.text ?? '', open?.tokens ?? [])
    }
    now()
    return session.store.subscribe(now)
  }, [session, colours])
  return <div ref={root} className="rationale live-text" data-testid="live-text" aria-live="off" />
}

type Draw = (text: string, tokens: readonly Token[]) => void

function drawText(element: HTMLElement): Draw {
  let shown = ''
  return (text) => {
    if (text === shown) return
    if (!text.startsWith(shown) || (shown.length < opening.length && text.startsWith('<'))) {
      element.replaceChildren()
      append(element, text.startsWith(opening) ? text.slice(opening.length) : text)
    } else append(element, text.slice(shown.length))
    shown = text
  }
}

function drawTokens(element: HTMLElement): Draw {
  let shown: readonly Token[] = []
  return (_, tokens) => {
    const isNext = tokens.length >= shown.length && tokens[shown.length - 1] === shown.at(-1)
    if (!isNext) element.replaceChildren()
    for (let i = isNext ? shown.length : 0; i < tokens.length; i++) {
      const token = tokens[i]
      if (token !== undefined && (i > 0 || token.text !== opening)) append(element, token.text, token)
    }
    shown = tokens
  }
}

/** Adds text: a line is an element of its own, so that the browser lays out only the last one again. */
function append(element: HTMLElement, text: string, token?: Token): void {
  text.split('\n').forEach((part, i) => {
    if (i > 0 || element.lastElementChild === null) {
      const line = document.createElement('div')
      line.append(document.createTextNode(''))
      element.append(line)
    }
    const line = element.lastElementChild
    if (token !== undefined) line?.append(spanOf(part, token))
    else if (line?.firstChild instanceof Text) line.firstChild.appendData(part)
  })
}

function spanOf(text: string, { logprob, forced }: Token): HTMLElement {
  const span = document.createElement('span')
  span.className = 'token'
  if (forced === true) span.dataset['forced'] = 'true'
  const tint = Object.entries(tintOf(logprob === undefined ? undefined : Math.exp(logprob)) ?? {})
  for (const [name, value] of tint) span.style.setProperty(name, String(value))
  span.append(text)
  return span
}
