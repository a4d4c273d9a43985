/** What kind of image some bytes are: by content, never by name. Other decoders must not even be tried. Reads no pixel. */
import { Failure } from '../../app/failure'

/** Kinds that can be opened. `stored`: kept as they are where nothing about them needs changing. */
export type ImageKind = 'png' | 'jpeg' | 'webp' | 'gif' | 'tiff' | 'avif' | 'bmp'

interface Kind {
  readonly kind: ImageKind | 'heic' | 'jxl' | 'jp2' | 'pdf' | 'svg' | 'psd' | 'html'
  readonly is: (bytes: Uint8Array) => boolean
}

const at = (offset: number, head: string) => (bytes: Uint8Array) =>
  [...head].every((letter, i) => bytes[offset + i] === letter.charCodeAt(0))
const text = (pattern: RegExp) => (bytes: Uint8Array) =>
  pattern.test(Buffer.from(bytes.subarray(0, 1024)).toString('utf8').trimStart())

/** The brands of an ISO media file: the main one and those it is compatible with. */
function brands(bytes: Uint8Array): readonly string[] {
  if (!at(4, 'ftyp')(bytes)) return []
  const head = Buffer.from(bytes.subarray(0, Math.min(bytes.length, 256)))
  const length = Math.min(head.length, head.readUInt32BE(0))
  const found = [head.toString('latin1', 8, 12)]
  for (let i = 16; i + 4 <= length; i += 4) found.push(head.toString('latin1', i, i + 4))
  return found
}

const kinds: readonly Kind[] = [
  { kind: 'png', is: at(0, '\x89PNG\r\n\x1a\n') },
  { kind: 'jpeg', is: at(0, '\xff\xd8\xff') },
  { kind: 'webp', is: (b) => at(0, 'RIFF')(b) && at(8, 'WEBP')(b) },
  { kind: 'gif', is: (b) => at(0, 'GIF87a')(b) || at(0, 'GIF89a')(b) },
  { kind: 'tiff', is: (b) => at(0, 'II*\0')(b) || at(0, 'MM\0*')(b) },
  { kind: 'avif', is: (b) => brands(b).some((brand) => brand === 'avif' || brand === 'avis') },
  { kind: 'heic', is: (b) => brands(b).some((brand) => /^(?:he[ivm][cxms]|mif1|msf1)$/.test(brand)) },
  { kind: 'bmp', is: (b) => at(0, 'BM')(b) && b.length > 26 },
  { kind: 'jxl', is: (b) => at(0, '\xff\x0a')(b) || at(4, 'JXL ')(b) },
  { kind: 'jp2', is: (b) => at(4, 'jP  ')(b) || at(0, '\xff\x4f\xff\x51')(b) },
  { kind: 'pdf', is: at(0, '%PDF-') },
  { kind: 'psd', is: at(0, '8BPS') },
  {
    kind: 'svg',
    is: text(/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i),
  },
  { kind: 'html', is: text(/^<(?:!doctype html|html|head|body)\b/i) },
]

const opened = 'PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF'

/** Kinds people have and Relook cannot open, and what to do about it. */
const advice: Readonly<Record<Exclude<Kind['kind'], ImageKind>, (name: string) => string>> = {
  heic: (name) =>
    `“${name}” is a HEIC photo, which cannot be opened here. Convert it to JPEG first; an iPhone takes JPEGs with Settings ▸ Camera ▸ Formats ▸ Most Compatible.`,
  jxl: (name) => `“${name}” is a JPEG XL image, which cannot be opened here. Convert it to PNG first.`,
  jp2: (name) => `“${name}” is a JPEG 2000 image, which cannot be opened here. Convert it to PNG first.`,
  pdf: (name) => `“${name}” is a PDF, not an image. Save the page you mean as a PNG first.`,
  psd: (name) => `“${name}” is a Photoshop document. Export it as a PNG first.`,
  svg: (name) => `“${name}” is a drawing (SVG) without pixels. Export it as a PNG first.`,
  html: (name) => `“${name}” is a web page, not an image. The download probably failed.`,
}

/** The kind. @throws Failure `image-unreadable` that says what it is instead, and what to do. */
export function imageKindOf(bytes: Uint8Array, name: string): ImageKind {
  if (bytes.length === 0) throw new Failure('image-unreadable', `“${name}” is empty.`)
  const found = kinds.find((k) => k.is(bytes))?.kind
  if (found === undefined) throw new Failure('image-unreadable', `“${name}” is not a ${opened} image.`)
  if (found in advice) throw new Failure('image-unreadable', advice[found as keyof typeof advice](name))
  return found as ImageKind
}
