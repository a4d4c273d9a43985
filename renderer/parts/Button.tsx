/** Buttons of the window: of words, of a sign, or like a link. None sends the form it stands in, unless it says so. */
import type { ComponentProps } from 'react'
import { Icon, type IconName } from './Icon'

type Plain = Omit<ComponentProps<'button'>, 'type'>

interface ButtonProps extends Plain {
  readonly small?: boolean
  /** What one most likely wants. */
  readonly primary?: boolean
  /** What takes something away. */
  readonly danger?: boolean
  /** It sends its form. */
  readonly submit?: boolean
}

/** A button of words. */
export function Button({ small, primary, danger, submit, className, ...rest }: ButtonProps) {
  const look = classes('button', small && 'small', primary && 'primary', danger && 'danger', className)
  return <button type={submit ? 'submit' : 'button'} className={look} {...rest} />
}

interface IconButtonProps extends Omit<Plain, 'children'> {
  readonly icon: IconName
  readonly filled?: boolean
  /** What it does, for those who do not see the sign. */
  readonly label: string
  readonly small?: boolean
}

/** A button that shows a sign. */
export function IconButton({ icon, filled, label, small, className, ...rest }: IconButtonProps) {
  const look = classes('icon-button', small && 'small', className)
  return (
    <button type="button" className={look} aria-label={label} {...rest}>
      <Icon name={icon} filled={filled === true} />
    </button>
  )
}

/** A button that reads as a link. */
export function LinkButton({ className, ...rest }: Plain) {
  return <button type="button" className={classes('link', className)} {...rest} />
}

function classes(...names: readonly (string | false | undefined)[]): string {
  return names.filter((name) => name !== undefined && name !== false).join(' ')
}
