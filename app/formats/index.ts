/** Every format Relook opens. One file each, one line here. */
import type { Format } from './format'

export const formats = [] as const satisfies readonly Format[]

export type { Format, ForeignRow, ForeignTrace, GoldBox, ImageSource, Turn } from './format'
