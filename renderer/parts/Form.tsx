/** A form that does what it is for, and is never sent anywhere. */
import type { ComponentProps } from 'react'

interface FormProps extends Omit<ComponentProps<'form'>, 'onSubmit'> {
  readonly onSubmit: () => void | Promise<void>
}

/** `onSubmit`: by its button or Enter. */
export function Form({ onSubmit, ...rest }: FormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void onSubmit()
      }}
      {...rest}
    />
  )
}
