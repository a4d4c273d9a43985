/** The frame of a dialog: a title, a way out, Escape. Knows nothing of what is in it. */
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Icon } from './Icon'
import { useFocusBack } from './use-focus-back'
import { t } from '../language/text'

interface DialogProps {
  readonly open: boolean
  readonly title: string
  /** Class of its own for its size. */
  readonly kind: string
  readonly onOpenChange: (open: boolean) => void
  /** Selector of what has the focus first; else the way out. */
  readonly first?: string
  /** Without a head: the title is only read out, Escape is the way out. */
  readonly bare?: boolean
  readonly testid?: string
  readonly children: ReactNode
}

/** Shows its children in the middle of the window while it is open. */
export function DialogFrame(props: DialogProps) {
  const { open, title, kind, onOpenChange, first, bare = false, testid, children } = props
  const { onOpenAutoFocus, onCloseAutoFocus } = useFocusBack(open)
  const focusFirst = (event: Event) => {
    onOpenAutoFocus()
    const wanted = first && (event.currentTarget as HTMLElement | null)?.querySelector<HTMLElement>(first)
    if (!wanted) return
    event.preventDefault()
    wanted.focus()
  }
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className={`dialog ${kind}`}
          data-testid={testid}
          aria-describedby={undefined}
          onOpenAutoFocus={focusFirst}
          onCloseAutoFocus={onCloseAutoFocus}
        >
          {bare ? (
            <Dialog.Title className="hidden-title">{title}</Dialog.Title>
          ) : (
            <div className="dialog-head">
              <Dialog.Title className="dialog-title">{title}</Dialog.Title>
              <Dialog.Close className="icon-button" aria-label={t('Close')}>
                <Icon name="close" />
              </Dialog.Close>
            </div>
          )}
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
