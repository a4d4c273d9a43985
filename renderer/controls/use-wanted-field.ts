/** Gives a field the cursor when a command asks for it. */
import { useEffect, useRef, type RefObject } from 'react'
import type { FieldName } from '../session/view/view-state'
import { useSession } from '../use-session'

/** The words that are in the field are selected: what is typed takes their place. */
export function useWantedField(name: FieldName): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null)
  const times = useSession(({ view: { wanted } }) => (wanted?.field === name ? wanted.times : 0))
  // What was asked for before the field was there is not asked for again.
  const done = useRef(times)
  useEffect(() => {
    if (times === done.current) return
    done.current = times
    field.current?.focus()
    field.current?.select()
  }, [times])
  return field
}
