/** A number made of a text, the same on every machine and for ever: what is divided by it stays where it is. Pure. */

/** FNV-1a with the finaliser of MurmurHash3, so that neighbouring names fall apart. Unsigned 32 bits. */
export function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
