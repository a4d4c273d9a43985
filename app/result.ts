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

/** Closes a `switch`: a new case is a type error here, not a silent default. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
