/** Traces as figures in one file, whole or not there. The drawing is done where images are read. Knows no window and no terminal. */
import type { FigureRequest } from '../../app/host/sharing'
import type { DrawEvent } from '../figures/draw'
import type { ImageWork } from '../image-process/apart'
import { makeWhole, fileSize } from '../store/folder'
import type { ShareResult, Sharing } from './share'
import { storiesOf } from './stories'

/** Pages of one PDF. */
const mostPages = 200

/** What figures are made of. */
export interface FigureSharing extends Sharing {
  readonly draw: ImageWork['draw']
  readonly format: 'png' | 'svg' | 'pdf'
  readonly figure: FigureRequest
  readonly trace: number | undefined
}

/** Writes the file. @throws Failure `bad-input` where nothing can be drawn, `cancelled`, `disk-full`. */
export async function writeFigure(sharing: FigureSharing, to: string): Promise<ShareResult> {
  const { format, figure, title, trace, signal, progress } = sharing
  const { sources, left } = await storiesOf(sharing, { trace, most: format === 'pdf' ? mostPages : 1 })
  const { scale, ...wish } = figure
  let last: DrawEvent | undefined
  const told = (event: DrawEvent) => {
    last = event
    progress(event.done, event.total)
  }
  await makeWhole(to, (part) => sharing.draw({ sources, title, wish, format, scale, to: part }, told, signal))
  const { images = 0, notes = [] } = last ?? {}
  return { path: to, bytes: await fileSize(to), traces: sources.length, images, left, notes }
}
