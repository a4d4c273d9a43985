/** A button that does a command: its title, keys and whether it can be done come from the table. */
import type { ReactNode } from 'react'
import { commandOf, isEnabled, performCommand, commandTitle, type CommandId } from '../commands'
import { keysOf } from '../commands/keymap'
import { useActions, useSession } from '../use-session'
import { Icon, type IconName } from '../parts/Icon'
import { Tip } from '../parts/Tip'

interface Props {
  readonly id: CommandId
  readonly icon?: IconName
  readonly className?: string
  readonly pressed?: boolean
  readonly testid?: string
  readonly children?: ReactNode
}

/** Icon, text or both. */
export function CommandButton({ id, icon, className = 'icon-button', pressed, testid, children }: Props) {
  const session = useActions()
  const command = commandOf(id)
  const title = command === undefined ? id : commandTitle(command)
  const chord = useSession((s) => command && keysOf(command, s)[0])
  const enabled = useSession((s) => command !== undefined && isEnabled(command, s))
  const button = (
    <button
      type="button"
      className={className}
      aria-disabled={!enabled}
      aria-pressed={pressed}
      aria-label={children === undefined ? title : undefined}
      data-testid={testid}
      onClick={() => performCommand(session, id)}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  )
  // A button of words says itself what it does: a tip would only tell its keys, and stand over what is above it.
  if (children !== undefined && chord === undefined) return button
  return (
    <Tip text={title} keys={chord}>
      {button}
    </Tip>
  )
}
