/** Data was right or wrong: a value, or the issues with it. Never thrown. */

/** One thing wrong with foreign data, with the place it was found. */
export interface Issue {
  /** 1-based line in the file, where lines mean something. */
  readonly line?: number
  /** Path inside the record, e.g. `response_list[2]`. */
  readonly path?: string
  readonly message: string
}

/** What came of reading data: a value with remarks, or only what is wrong with it. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] }

/** A value, perhaps with remarks. */
export function good<T>(value: T, issues: readonly Issue[] = []): Result<T> {
  return { ok: true, value, issues }
}

/** No value, and why. */
export function bad<T>(...issues: readonly Issue[]): Result<T> {
  return { ok: false, issues }
}

/** A list that was read, with something else made of each. */
export function eachOf<T, R>(read: Result<readonly T[]>, made: (one: T) => R): Result<readonly R[]> {
  return read.ok ? good(read.value.map(made), read.issues) : read
}

/** All that could be read of several things, with all remarks; bad where that is nothing. `none`: said where not even a reason is known. */
export function together<T>(reads: readonly Result<readonly T[]>[], none?: Issue): Result<readonly T[]> {
  const issues = reads.flatMap((read) => read.issues)
  const all = reads.flatMap((read) => (read.ok ? read.value : []))
  if (all.length > 0) return good(all, issues)
  return bad(...(issues.length > 0 || none === undefined ? issues : [none]))
}

/** What was read of a part, its issues with the place of that part before their own. */
export function readWithin<T>(part: string, read: Result<T>): Result<T> {
  const issues = read.issues.map((issue) => ({ ...issue, path: `${part}.${issue.path ?? ''}` }))
  return { ...read, issues }
}

/** Closes a `switch`: a new case is a type error here, not a silent default. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
