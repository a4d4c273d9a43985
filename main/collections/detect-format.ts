/** Formats by id, and by what is in some records. Pure. */
import { formats, type Format } from '../../app/formats'
import { detect } from '../../app/formats/detect'

/** The format with this id. */
export function formatOf(id: string): Format | undefined {
  return (formats as readonly Format[]).find((f) => f.id === id)
}

/** The format that most of some records look like; undefined when none fits. */
export function detectFormat(values: readonly unknown[]): Format | undefined {
  return detect(values)[0]?.format
}
