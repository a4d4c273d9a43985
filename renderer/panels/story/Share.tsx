/** How likely something was, as a bar. */

/** A bar as long as a share of all. */
export function Share({ probability }: { readonly probability: number }) {
  return (
    <span className="chance" aria-hidden="true">
      <span style={{ width: `${Math.min(1, probability) * 100}%` }} />
    </span>
  )
}
