/** Whose way of reading image files counts for a trace in a dialect. */
import { dialectOf, type Dialect } from '../../app/dialects'
import { readerRules, type ImageReader } from '../../app/trace/image-reader'

/** The dialect's own; of one that is not known, Relook's. */
export function imageReaderOf(dialect: string | undefined): ImageReader {
  const spoken: Dialect | undefined = dialect === undefined ? undefined : dialectOf(dialect)
  return spoken?.pictures ?? 'relook'
}

/** Whether images of traces in this dialect are turned by their EXIF orientation. */
export function turnsImages(dialect: string | undefined): boolean {
  return readerRules[imageReaderOf(dialect)].turns
}
