/** Sets the formulas inside an element, once the letters for them have come. */
import { useEffect, type RefObject } from 'react'

/** Whenever `drawn`, what the element was drawn from, is another. */
export function useFormulas(root: RefObject<HTMLElement | null>, drawn: unknown): void {
  useEffect(() => {
    const formulas = root.current?.querySelectorAll<HTMLElement>('.math') ?? []
    if (formulas.length === 0) return
    let gone = false
    void import('./math').then(({ drawMath }) => {
      if (!gone) for (const formula of formulas) drawMath(formula)
    })
    return () => {
      gone = true
    }
  }, [root, drawn])
}
