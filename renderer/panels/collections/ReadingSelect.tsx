/** One choice of the reading bar: a quiet button that opens a list; more controls may stand above the list. */
import { Popover } from 'radix-ui'
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import { Icon } from '../../parts/Icon'
import { TakesKeys } from '../../controls/TakesKeys'

interface Props {
  readonly label: string
  readonly value: string
  readonly words: string
  readonly options: readonly { readonly value: string; readonly words: string; readonly note?: string }[]
  readonly onChange: (value: string) => void
  readonly children?: ReactNode
}

/** Label and value; arrows go through the list, Enter takes one. */
export function ReadingSelect({ label, value, words, options, onChange, children }: Props) {
  const [open, setOpen] = useState(false)
  const choose = (next: string) => {
    setOpen(false)
    if (next !== value) onChange(next)
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="select reading-select">
        <span className="reading-label">{label}</span>
        <span className="reading-value clip">{words}</span>
        <Icon name="down" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover reading-list"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
        >
          <TakesKeys />
          {children}
          <div role="radiogroup" aria-label={label} className="reading-options" onKeyDown={onArrow}>
            {options.map((o) => (
              <button
                key={o.value}
                type="button"
                role="radio"
                aria-checked={o.value === value}
                className="menu-item tall reading-option"
                onClick={() => choose(o.value)}
              >
                <span>
                  {o.words}
                  {o.value === value && <span className="menu-check"> ✓</span>}
                </span>
                {o.note !== undefined && <span className="menu-note">{o.note}</span>}
              </button>
            ))}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Moves the focus; nothing is chosen on the way, for every choice reads the file again. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  const options = [...event.currentTarget.querySelectorAll('button')]
  const at = options.findIndex((o) => o === document.activeElement)
  options[(at + step + options.length) % options.length]?.focus()
}
