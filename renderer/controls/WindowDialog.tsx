/** A dialog of the window: open while the state names it. What stands in it is made each time it opens. */
import type { ComponentProps } from 'react'
import { DialogFrame } from '../parts/DialogFrame'
import type { Dialog } from '../session/view/view-state'
import { useActions, useSession } from '../use-session'

interface Props extends Omit<ComponentProps<typeof DialogFrame>, 'open' | 'onOpenChange'> {
  readonly id: Dialog
  /** What leaving it is; absent: it is closed, and nothing else. */
  readonly onClose?: () => void
}

/** Its frame, with the way out. */
export function WindowDialog({ id, onClose, ...frame }: Props) {
  const { view } = useActions()
  const open = useSession((s) => s.view.dialog === id)
  const close = onClose ?? (() => view.showDialog(undefined))
  return <DialogFrame open={open} onOpenChange={(next) => !next && close()} {...frame} />
}
