/**
 * What a Relook file (`.relook`) says of itself: which projects are in it, where their journals and images lie, and what each must hash to.
 * The file is a zip; nothing is ever written to a disk under a name it gives. Pure; knows no zip.
 */
import { parsedJson } from '../json'
import { z } from 'zod'
import { Failure } from '../failure'

/** The version written now. */
export const archiveVersion = 1
/** The entry that makes a zip file one of these. */
export const archiveManifestName = 'relook.json'

const hash = z.string().regex(/^[0-9a-f]{64}$/)

const manifest = z.object({
  'relook-archive': z.literal(archiveVersion),
  /** Version of Relook that wrote it. */
  by: z.string().max(100),
  projects: z
    .array(
      z.object({
        /** Its entry. */
        journal: z.string().regex(/^projects\/\d{1,6}\/journal\.jsonl$/),
        /** Of the journal's bytes. */
        sha256: hash,
      }),
    )
    .min(1)
    .max(100_000),
  images: z
    .array(
      z.object({
        /** Hash of its bytes, as every step names it. */
        id: hash,
        name: z.string().max(300),
        file: z.string().regex(/^images\/[0-9a-f]{64}\.(?:png|jpg|webp)$/),
      }),
    )
    .max(200_000),
})

/** The content of `relook.json`. */
export type ArchiveManifest = z.infer<typeof manifest>

const head = z.looseObject({ 'relook-archive': z.number() })

/** Reads the manifest. @throws Failure `bad-input` with what to do about a later version or a damaged file. */
export function readArchiveManifest(text: string): ArchiveManifest {
  const value = parsedJson(text)
  const first = head.safeParse(value)
  if (!first.success) throw damaged('its list of contents cannot be read')
  const version = first.data['relook-archive']
  if (version > archiveVersion)
    throw new Failure(
      'bad-input',
      `This Relook file was written by a later version of Relook (its format is ${version}, this Relook reads ${archiveVersion}). Update Relook to open it.`,
    )
  const read = manifest.safeParse(value)
  if (!read.success) throw damaged('its list of contents is not whole', read.error.issues[0]?.message)
  return read.data
}

/** What is said of a file that is not what it was when it was written. */
export function damaged(what: string, detail?: string): Failure {
  return new Failure(
    'bad-input',
    `This Relook file is damaged: ${what}. Ask for it again; nothing of it was opened.`,
    detail,
  )
}
