/** One row of the settings: what it is called, what it means, its control. Looks only. */
import type { ComponentProps, ReactNode } from 'react'
import { Select } from '../../parts/Field'

interface Named {
  readonly title: string
  readonly note?: ReactNode
}

interface Props extends Named {
  readonly children: ReactNode
}

/** Name and meaning on the left, the control on the right. */
export function SettingRow({ title, note, children }: Props) {
  return (
    <div className="prefs-row">
      <div className="prefs-what">
        <div className="setting-title">{title}</div>
        {note !== undefined && <div className="muted small-text">{note}</div>}
      </div>
      <div className="prefs-control">{children}</div>
    </div>
  )
}

/** One row whose control is a list of choices. */
export function SettingSelect<T extends string>({
  title,
  note,
  ...select
}: Named & ComponentProps<typeof Select<T>>) {
  return (
    <SettingRow title={title} note={note}>
      <Select label={title} {...select} />
    </SettingRow>
  )
}
