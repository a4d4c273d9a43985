/**
 * A list of which only what is near the view is in the page. Short lists are drawn whole; of long ones, chunks that are out of the
 * way are empty boxes as high as they were, or are thought to be. Items may have any height. Knows no session.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { bunches } from '../../app/lists'

interface Props<T> {
  readonly items: readonly T[]
  /** Draws one, with its key. */
  readonly draw: (item: T) => ReactNode
  /** How high an item is thought to be, in CSS pixels. */
  readonly height: number | ((item: T) => number)
  /** Items of a chunk, which are drawn at once: a key that shows another chunk waits for them. Of two chunks everything is drawn. */
  readonly size?: number
  /** An item that is drawn wherever it is: the selected one, so that it can be scrolled to. */
  readonly kept?: number | undefined
  readonly role?: 'rowgroup'
}

/** How far outside the view chunks are drawn, so that a scroll finds them there. */
const margin = 900

/** The list's items, without a box around them. */
export function Chunked<T>({ items, draw, height, size = 30, kept = -1, role }: Props<T>) {
  const chunks = useMemo(() => bunches(items, size), [items, size])
  if (chunks.length <= 2) return <>{items.map(draw)}</>
  const wanted = Math.floor(kept / size)
  return (
    <>
      {chunks.map((chunk, i) => (
        <Chunk
          key={i}
          guess={chunk.reduce((sum, item) => sum + (typeof height === 'number' ? height : height(item)), 0)}
          kept={i === wanted}
          role={role}
        >
          {() => chunk.map(draw)}
        </Chunk>
      ))}
    </>
  )
}

interface ChunkProps {
  readonly guess: number
  readonly kept: boolean
  readonly role: Props<never>['role']
  readonly children: () => ReactNode
}

function Chunk({ guess, kept, role, children }: ChunkProps) {
  const box = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(false)
  const height = useRef(guess)
  const drawn = near || kept
  const [empty, setEmpty] = useState(guess)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const look = new IntersectionObserver(
      (entries) => {
        const isNear = entries.at(-1)?.isIntersecting === true
        if (!isNear) setEmpty((height.current = element.offsetHeight))
        setNear(isNear)
      },
      { root: scrollerOf(element), rootMargin: `${margin}px 0px` },
    )
    look.observe(element)
    return () => look.disconnect()
  }, [])
  useLayoutEffect(() => {
    const element = box.current
    if (element === null || !drawn) return
    // What turns out higher or lower above the view must not move what is in it.
    const scroller = scrollerOf(element)
    const grown = element.offsetHeight - height.current
    height.current = element.offsetHeight
    if (scroller === null || grown === 0) return
    const above = element.getBoundingClientRect().top < scroller.getBoundingClientRect().top
    if (above) scroller.scrollTop += grown
  }, [drawn])
  return (
    <div ref={box} role={role} style={drawn ? undefined : { height: empty }}>
      {drawn && children()}
    </div>
  )
}

/** What scrolls an element. */
function scrollerOf(element: HTMLElement): HTMLElement | null {
  for (let at = element.parentElement; at !== null; at = at.parentElement)
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  return null
}
