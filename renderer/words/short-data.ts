/** Data in the middle of text, told in short: nobody reads a picture as letters. Pure. */
import { formatBytes } from '../../app/bytes'

/** Base64 of data addresses, and of pictures that stand in text without one; line ends inside belong to it. */
const data =
  /(?<![A-Za-z0-9+/_-])(?:data:([\w.+-]+\/[\w.+-]+)?(?:;[\w=.-]+)*;base64,)?([A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]|\r?\n(?=[A-Za-z0-9+/_-])){199,}={0,2})/g

/** How pictures begin in base64. */
const beginnings = [
  ['iVBORw0KGgo', 'PNG'],
  ['/9j/', 'JPEG'],
  ['R0lGOD', 'GIF'],
  ['UklGR', 'WebP'],
  ['SUkqA', 'TIFF'],
  ['TU0AK', 'TIFF'],
] as const

/** The text with each picture (or other data that says what it is) as `⟨PNG, 180 kB⟩`. Anything else stays, however long. */
export function withShortData(text: string): string {
  if (text.length < 200) return text
  return text.replace(data, (whole: string, type: string | undefined, base64: string) => {
    const kind = kindOf(base64, whole.startsWith('data:') ? (type ?? 'data') : undefined)
    if (kind === undefined) return whole
    const letters = base64.replace(/[\s=]/g, '').length
    return `⟨${kind}, ${formatBytes(Math.floor((letters * 3) / 4))}⟩`
  })
}

function kindOf(base64: string, type: string | undefined): string | undefined {
  const found = beginnings.find(([start]) => base64.startsWith(start))?.[1]
  if (found !== undefined || type === undefined) return found
  return (type.split('/')[1] ?? type).replace(/^x-/, '').toUpperCase()
}
