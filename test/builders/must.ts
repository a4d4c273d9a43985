/** The value, or a failing test: for what has to be there. */
export function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('a value that has to be there is not')
  return value
}
