/** Types of messages.mjs, for the test that holds the catalogues. */

/** Where a text is first shown, and the names of the values it is given; undefined where they are not written there. */
export interface MessageUse {
  readonly file: string
  readonly values: readonly string[] | undefined
}

export function allMessages(): ReadonlyMap<string, MessageUse>
export function catalogueLanguages(): readonly string[]
export function cataloguesOf(language: string): ReadonlyMap<string, Readonly<Record<string, string>>>
export function differences(
  language: string,
  messages?: ReadonlyMap<string, MessageUse>,
): { readonly lacking: readonly string[]; readonly stale: readonly string[] }
