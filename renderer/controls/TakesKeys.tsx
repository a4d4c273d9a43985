/** Put inside a menu, a list or a pop-up: while it is shown, keys are for it and not for the window. */
import { useLayoutEffect } from 'react'
import { useActions } from '../use-session'

/** Draws nothing. */
export function TakesKeys() {
  const { view } = useActions()
  // With the pop-up itself, not some time after it: a key pressed right when it is gone is for the window again.
  useLayoutEffect(() => {
    view.countOverlay(1)
    return () => view.countOverlay(-1)
  }, [view])
  return null
}
