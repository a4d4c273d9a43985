/** Lists that a button opens, and choices in them. While one is open, keys are for it. */
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { TakesKeys } from './TakesKeys'

/** What the button opens, under it. */
export function MenuList({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
      <TakesKeys />
      {children}
    </DropdownMenu.Content>
  )
}

interface ChoiceProps<T extends string> {
  readonly value: T
  readonly options: readonly { readonly value: T; readonly words: ReactNode }[]
  readonly onChange: (value: T) => void
}

/** One of several; the one that counts is ticked. */
export function MenuChoice<T extends string>({ value, options, onChange }: ChoiceProps<T>) {
  return (
    <DropdownMenu.RadioGroup
      value={value}
      onValueChange={(next) => {
        const chosen = options.find((o) => o.value === next)
        if (chosen !== undefined) onChange(chosen.value)
      }}
    >
      {options.map((o) => (
        <DropdownMenu.RadioItem key={o.value} value={o.value} className="menu-item">
          {o.words}
          <MenuTick />
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

/** Shown in an item that is chosen. */
export function MenuTick() {
  return <DropdownMenu.ItemIndicator className="menu-check">✓</DropdownMenu.ItemIndicator>
}
