/**
 * A text for people that is written where it cannot be translated yet: in a table, before a language is known. Whoever shows
 * it translates it (`t` in renderer/language); a terminal prints it as it is. Knows no language.
 */

declare const translatable: unique symbol

/** A text in English that every catalogue translates. */
export type Message = string & { readonly [translatable]: true }

/** Marks a text for the catalogues; `scripts/messages.mjs` finds it by this call. */
export function msg(text: string): Message {
  // The mark is for the compiler alone.
  return text as Message
}
