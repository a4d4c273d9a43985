/** Files of the field that may be published: each with its source and licence in the folder's README. */
import { fileURLToPath } from 'node:url'

/** Their folder. */
export const committedField = fileURLToPath(new URL('../fixtures/field/', import.meta.url))
