/**
 * The text as it streams. Outside of React's rendering: what is new is appended to one text node per line, or per token where tokens are
 * shown, so that a frame costs the same after ten thousand tokens as after ten.
 */
import { useEffect, useRef } from 'react'
import type { Token } from '../../../app/trace/step'
import { selectedBranch } from '../../session/document/rows'
import { useActions, useSession } from '../../use-session'
import { createUntagged } from './live-marks'
import { tintOf } from './token-tint'

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
  let taken = ''
  let untagged = createUntagged<undefined>()
  return (text) => {
    if (text === taken) return
    if (!text.startsWith(taken)) {
      element.replaceChildren()
      untagged = createUntagged<undefined>()
      taken = ''
    }
    for (const piece of untagged({ text: text.slice(taken.length), of: undefined }))
      append(element, piece.text)
    taken = text
  }
}

function drawTokens(element: HTMLElement): Draw {
  let taken: readonly Token[] = []
  let untagged = createUntagged<Token>()
  return (_, tokens) => {
    const isNext = tokens.length >= taken.length && tokens[taken.length - 1] === taken.at(-1)
    if (!isNext) {
      element.replaceChildren()
      untagged = createUntagged<Token>()
    }
    for (const token of tokens.slice(isNext ? taken.length : 0))
      for (const { text, of } of untagged({ text: token.text, of: token })) append(element, text, of)
    taken = tokens
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
