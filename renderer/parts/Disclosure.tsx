/** A part that opens where it stands. Its content is made when it is first opened and stays as one left it. */
import { useState, type ReactNode } from 'react'
import { Icon } from './Icon'

interface Props {
  readonly title: ReactNode
  readonly children: ReactNode
  readonly open?: boolean
  readonly aside?: ReactNode
}

/** A title with a chevron. */
export function Disclosure({ title, children, open: first = false, aside }: Props) {
  const [open, setOpen] = useState(first)
  return (
    <div className="disclosure" data-open={open}>
      <button
        type="button"
        className="disclosure-title"
        aria-expanded={open}
        onClick={(e) => {
          e.stopPropagation()
          setOpen(!open)
        }}
      >
        <Icon name={open ? 'down' : 'right'} />
        <span>{title}</span>
        {aside !== undefined && <span className="disclosure-aside">{aside}</span>}
      </button>
      {open && <div className="disclosure-body">{children}</div>}
    </div>
  )
}
