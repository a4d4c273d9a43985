/** An image as a record names it, to bytes: base64, a file beside the data, bytes themselves. Never fetches anything. */
import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join } from 'node:path'
import { imageColumns, type DataRecord } from '../../app/benchmarks/row'
import { Failure } from '../../app/failure'
import { toList } from '../../app/metrics/python'
import type { DataImage } from './rows'

/** Shorter text in an image column is a place or a reference, never pixels (VLMEvalKit: 64 characters). */
const shortest = 64

/** Whether a text holds pixels rather than a place. */
export function isBase64(text: string): boolean {
  return (
    text.length > shortest && (text.startsWith('data:') || /^[A-Za-z0-9+/=\s]{65}/.test(text.slice(0, 65)))
  )
}

/** Images of a record, in the order of its columns; `image` counts before places of the same images. */
export async function rowImages(record: DataRecord, file: string): Promise<readonly DataImage[]> {
  const columns = Object.entries(record).filter(
    ([name, value]) => imageColumns.test(name) && value !== null && value !== undefined && value !== '',
  )
  const numbered = columns.filter(([name]) => /^image_\d+$/i.test(name))
  const whole =
    columns.find(([name, value]) => !/path|file/i.test(name) && holdsPixels(value)) ??
    columns.find(([name]) => /^(image_path|img_path|image_file)$/i.test(name)) ??
    columns.find(([name]) => !/^image_\d+$/i.test(name))
  const values =
    numbered.length > 0 ? numbered.map(([, value]) => value) : whole === undefined ? [] : [whole[1]]
  return Promise.all(values.flatMap(listOf).map((value) => dataImageOf(value, file)))
}

function holdsPixels(value: unknown): boolean {
  return listOf(value).some((one) => typeof one !== 'string' || isBase64(one))
}

function listOf(value: unknown): readonly unknown[] {
  if (value instanceof Uint8Array) return [value]
  if (Array.isArray(value)) return value
  if (typeof value === 'string' && value.startsWith('[')) return toList(value) ?? [value]
  return [value]
}

async function dataImageOf(value: unknown, file: string): Promise<DataImage> {
  if (value instanceof Uint8Array) return { name: 'image', bytes: value }
  if (typeof value === 'string') return isBase64(value) ? fromBase64(value) : fromFile(value, file)
  if (typeof value === 'object' && value !== null) {
    const path = 'path' in value && typeof value.path === 'string' ? value.path : 'image'
    if ('bytes' in value && value.bytes instanceof Uint8Array) return { name: path, bytes: value.bytes }
    if (path !== 'image') return fromFile(path, file)
  }
  throw new Failure('image-unreadable', 'The image of this row is in no form that Relook knows.')
}

/** Base64, with or without a `data:` prefix. */
export function fromBase64(text: string): DataImage {
  return { name: 'image', bytes: Buffer.from(text.replace(/^data:[^,]*,/, ''), 'base64') }
}

/** A file by the place a record names: as it is, beside the data, or in VLMEvalKit's `images/NAME` folder. */
export async function fromFile(path: string, file: string): Promise<DataImage> {
  if (/^https?:/i.test(path))
    throw new Failure(
      'image-unreadable',
      `The image is on the web (${path.slice(0, 80)}); Relook fetches none by itself.`,
    )
  const folder = dirname(file)
  const stem = basename(file, extname(file))
  const places = isAbsolute(path)
    ? [path]
    : [
        join(folder, path),
        join(folder, 'images', path),
        join(folder, 'images', stem, path),
        join(folder, '..', path),
      ]
  for (const place of places) {
    const bytes = await readFile(place).catch(() => undefined)
    if (bytes !== undefined) return { name: basename(path), bytes }
  }
  throw new Failure('not-found', `The image ${path} is not beside ${basename(file)}.`)
}
