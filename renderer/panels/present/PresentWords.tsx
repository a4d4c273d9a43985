/** The words of a presentation: large, few, and lit up as they were written. What is not told yet keeps its room and is not to be seen. */
import { useEffect, useRef } from 'react'
import type { ToldWords } from './told-words'

/** Letters that have just been written are still bright. */
const fresh = 18

/** More letters than this are set smaller. */
const [longFrom, longestFrom] = [180, 420]

/** The column beside the image. */
export function PresentWords({ words }: { words: ToldWords }) {
  const { kind, head, text, letters, quoted, hue, note } = words
  const end = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' })
  }, [letters, text])
  const length = text.length > longestFrom ? 'longest' : text.length > longFrom ? 'long' : 'short'
  const lit = letters >= text.length ? letters : Math.max(0, letters - fresh)
  return (
    <div className="present-words" data-kind={kind} data-length={length} data-hue={hue}>
      <div className="present-words-head">{head}</div>
      <div
        className="present-text"
        dir="auto"
        translate={quoted ? 'no' : undefined}
        data-testid="present-text"
      >
        <span>{text.slice(0, lit)}</span>
        <span className="present-fresh">{text.slice(lit, letters)}</span>
        <span ref={end} />
        {/* Nobody is told ahead of time, a screen reader neither. */}
        <span className="present-unwritten" aria-hidden="true">
          {text.slice(letters)}
        </span>
      </div>
      {note !== undefined && <div className="present-note">{note}</div>}
    </div>
  )
}
