/** One row of the settings: what it is called, what it means, its control. Looks only. */
import type { ReactNode } from 'react'

interface Props {
  readonly title: string
  readonly note?: ReactNode
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
