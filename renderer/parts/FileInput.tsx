/** The browser's own dialog for files: not seen, opened by `ref.current.click()`. */
import type { ComponentProps } from 'react'

interface Props extends Omit<ComponentProps<'input'>, 'type' | 'onChange'> {
  /** A whole folder, with what is in it. */
  readonly folder?: boolean
  /** What was chosen: at least one. */
  readonly onFiles: (files: readonly [File, ...File[]]) => void
}

/** The same file chosen once more is told once more. */
export function FileInput({ folder, onFiles, ...rest }: Props) {
  return (
    <input
      type="file"
      hidden
      {...(folder && { webkitdirectory: '' })} // not among React's attributes
      onChange={(e) => {
        const [first, ...others] = e.target.files ?? []
        if (first !== undefined) onFiles([first, ...others])
        e.target.value = ''
      }}
      {...rest}
    />
  )
}
