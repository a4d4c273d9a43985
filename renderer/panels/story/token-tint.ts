/** How a token is tinted: the less likely it was, the stronger; the line under it grows with that, too. Pure. */
import type { CSSProperties } from 'react'

/** Of a token without a probability: nothing. */
export function tintOf(probability: number | undefined): CSSProperties | undefined {
  if (probability === undefined) return undefined
  const surprise = Math.min(Math.max(1 - probability, 0), 1)
  return surprise < 0.005 ? undefined : ({ '--surprise': surprise.toFixed(3) } as CSSProperties)
}
