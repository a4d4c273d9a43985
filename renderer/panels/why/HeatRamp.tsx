/** The colours of heat, from little to most: stands between the words for both. */
import { heatColour } from '../../../app/paint/heat'

const shares = [0.05, 0.2, 0.4, 0.6, 0.8, 1]

/** A strip of them. */
export function HeatRamp() {
  return (
    <span className="why-ramp">
      {shares.map((v) => (
        <i key={v} style={{ background: heatColour(v) }} />
      ))}
    </span>
  )
}
