/** A part of the left column that folds, and remembers whether it was folded. */
import { useState, type ReactNode } from 'react'
import { Icon } from './Icon'

interface Props {
  readonly id: string
  readonly title: string
  readonly open?: boolean
  readonly aside?: ReactNode
  readonly grow?: boolean
  readonly testid?: string
  readonly children: ReactNode
}

/** A heading with a chevron over its content. */
export function Section({ id, title, open: first = true, aside, grow = false, testid, children }: Props) {
  const place = `relook-section-${id}`
  const [open, setOpen] = useState(() => (localStorage.getItem(place) ?? String(first)) === 'true')
  const toggle = () => {
    localStorage.setItem(place, String(!open))
    setOpen(!open)
  }
  return (
    <section className="section" data-open={open} data-grow={grow && open} data-testid={testid}>
      <div className="section-head">
        <button type="button" className="section-title" aria-expanded={open} onClick={toggle}>
          <Icon name={open ? 'down' : 'right'} />
          {title}
        </button>
        {aside}
      </div>
      {open && <div className="section-body">{children}</div>}
    </section>
  )
}
