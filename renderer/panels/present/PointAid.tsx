/** What helps to point: a large dot, or all dark but for a circle. Goes with the mouse. */
import { useEffect, useRef } from 'react'
import { useSession } from '../../use-session'

/** Over everything; takes no clicks. */
export function PointAid() {
  const aid = useSession((s) => s.present.aid)
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const move = ({ clientX, clientY }: PointerEvent) => {
      element.current?.style.setProperty('--x', `${clientX}px`)
      element.current?.style.setProperty('--y', `${clientY}px`)
    }
    window.addEventListener('pointermove', move)
    return () => window.removeEventListener('pointermove', move)
  }, [])
  return (
    <div ref={element} className="present-aid" data-aid={aid} data-testid="present-aid" aria-hidden="true" />
  )
}
