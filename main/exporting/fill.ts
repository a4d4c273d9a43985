/** Records with their images put in. Knows no container. */
import { isSlot, type ImageSlot, type ExportRow, type RecordValue } from '../../app/exports/writer'
import type { ExportImages } from './images'

/** A record as it is written: plain JSON, and bytes where the container holds them. */
export type FilledRecord = Readonly<Record<string, unknown>>

/** The record with every slot filled; the images it names by path are there when this returns. */
export async function fillRow(row: ExportRow, pictures: ExportImages): Promise<FilledRecord> {
  const entries = await Promise.all(
    Object.entries(row).map(async ([name, value]) => [name, await fill(value, pictures)] as const),
  )
  return Object.fromEntries(entries)
}

async function fill(value: RecordValue, pictures: ExportImages): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value
  if (isSlot(value)) return fillSlot(value, pictures)
  if (Array.isArray(value))
    return Promise.all((value as readonly RecordValue[]).map((v) => fill(v, pictures)))
  return fillRow(value as ExportRow, pictures)
}

async function fillSlot({ view, as, suffix = '' }: ImageSlot, pictures: ExportImages): Promise<unknown> {
  if (as === 'path') return (await pictures.place(view)) + suffix
  const { bytes, name } = await pictures.read(view)
  if (as === 'file') return { bytes, path: name.slice(name.lastIndexOf('/') + 1) }
  const type = name.endsWith('.png') ? 'png' : name.endsWith('.webp') ? 'webp' : 'jpeg'
  return `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`
}
