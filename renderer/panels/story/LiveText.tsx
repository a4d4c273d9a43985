/**
 * The text as it streams. Outside of React's rendering: what is new is appended to one text node per line, so that a frame
 * costs the same after ten thousand tokens as after ten.
 */
import { useEffect, useRef } from 'react'
import { selectedBranch } from '../../session/document/rows'
import { useActions } from '../../use-session'

/** Tags a dialect begins a thought with; of no use to a reader. */
const opening = '<think>'

/** Follows the open text of the selected branch. */
export function LiveText() {
  const session = useActions()
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = root.current
    if (element === null) return
    let shown = ''
    const draw = () => {
      const text = selectedBranch(session.get())?.open.text ?? ''
      if (text === shown) return
      if (!text.startsWith(shown) || (shown.length < opening.length && text.startsWith('<'))) {
        element.replaceChildren()
        append(element, text.startsWith(opening) ? text.slice(opening.length) : text)
      } else append(element, text.slice(shown.length))
      shown = text
    }
    draw()
    return session.store.subscribe(draw)
  }, [session])
  return <div ref={root} className="rationale live-text" data-testid="live-text" aria-live="off" />
}

/** Adds text: a line is an element of its own, so that the browser lays out only the last one again. */
function append(element: HTMLElement, text: string): void {
  text.split('\n').forEach((part, i) => {
    if (i > 0 || element.lastElementChild === null) {
      const line = document.createElement('div')
      line.append(document.createTextNode(''))
      element.append(line)
    }
    const last = element.lastElementChild?.firstChild
    if (last instanceof Text) last.appendData(part)
  })
}
