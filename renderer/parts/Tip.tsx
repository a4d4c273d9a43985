/** A tooltip for a control: what it does and its keys. */
import { Tooltip } from 'radix-ui'
import type { ReactNode } from 'react'
import { Keys } from '../controls/Keys'

/** Wraps one control. */
export function Tip({
  text,
  keys,
  children,
}: {
  text: string
  keys?: string | undefined
  children: ReactNode
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tip" sideOffset={6} collisionPadding={8}>
          {text}
          {keys !== undefined && <Keys chord={keys} />}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
