/** A noisy line over training steps, made calm enough to see where it goes. Pure. */

/**
 * Exponential moving mean, without the bias towards zero of its first values: s(n) = Σ wᵏ·x(n−k) / Σ wᵏ.
 *
 * A gap (`null`, or a number that is none) stays a gap and ages nothing. The rule is the smoothing of TensorBoard's scalar charts
 * (tensorboard, `tf_scalar_dashboard`), the correction that of Adam (arXiv 1412.6980 section 3).
 *
 * @param weight Of what went before, 0 (the values themselves) to below 1.
 */
export function smoothed(values: readonly (number | null)[], weight: number): readonly (number | null)[] {
  if (weight <= 0) return values
  let sum = 0
  let weights = 0
  return values.map((value) => {
    if (value === null || !Number.isFinite(value)) return null
    sum = weight * sum + value
    weights = weight * weights + 1
    return sum / weights
  })
}

/** Weight a curve is shown with before anyone chose: a short one as it is, a long one calmed. */
export function usualSmoothing(steps: number): number {
  return steps > 60 ? 0.9 : 0
}
