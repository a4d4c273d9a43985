/** What a reader should know of an image file, by its header: above all what the field's code reads in several ways. Decodes nothing. */
import type { Metadata } from './sharp'
import { laysOverWhite, type FileMode, type Oddity, type ReaderRules } from '../../app/trace/image-reader'

/** In the order of the table. */
export function odditiesOf(
  meta: Metadata,
  { mode, still }: { readonly mode: FileMode | undefined; readonly still: boolean },
): readonly Oddity[] {
  const odd: Oddity[] = []
  if ((meta.orientation ?? 1) > 1) odd.push('turned')
  if (meta.hasAlpha === true) odd.push(mode === 'RGBA' ? 'rgba' : 'alpha')
  else if (mode === 'I;16') odd.push('grey16')
  if (mode === 'CMYK') odd.push('cmyk')
  if (!still) odd.push('animated')
  return odd
}

/** Whether a reader shows the colours under this transparency. */
export function isDropped(oddity: Oddity, rules: ReaderRules): boolean {
  return (oddity === 'alpha' || oddity === 'rgba') && !laysOverWhite(rules, oddity)
}
