/** Objects without what is not known. With `exactOptionalPropertyTypes` an absent value is not one that is undefined. */

/** The fields that may be undefined as optional ones, the others as they are. */
export type Given<F> = {
  readonly [K in keyof F as undefined extends F[K] ? never : K]: F[K]
} & {
  readonly [K in keyof F as undefined extends F[K] ? K : never]?: Exclude<F[K], undefined>
}

/**
 * An object with its undefined values left out: `{ id, ...given({ name, size }) }`. With a type named, the whole object is of
 * that type: `given<Step>({ … })`.
 */
export function given<const F extends object>(fields: F): Given<F>
export function given<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T
export function given(fields: Readonly<Record<string, unknown>>): object {
  // Every step of every trace of a file passes here: entries in between cost three times as much.
  const known: Record<string, unknown> = {}
  for (const name of Object.keys(fields)) if (fields[name] !== undefined) known[name] = fields[name]
  return known
}
