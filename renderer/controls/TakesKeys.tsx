/** Put inside a menu, a list or a pop-up: while it is shown, keys are for it and not for the window. */
import { useEffect } from 'react'
import { useActions } from '../use-session'

/** Draws nothing. */
export function TakesKeys() {
  const { view } = useActions()
  useEffect(() => {
    view.countOverlay(1)
    return () => view.countOverlay(-1)
  }, [view])
  return null
}
