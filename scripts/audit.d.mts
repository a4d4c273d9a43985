/** Types of audit.mjs, for its test. */
interface Hole {
  readonly name: string
}
export function holesIn(
  report: {
    readonly vulnerabilities?: Readonly<Record<string, Hole>>
    readonly error?: { readonly summary: string }
  },
  names: ReadonlySet<string>,
): Hole[]
