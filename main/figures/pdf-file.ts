/** A PDF that grows by a page for each figure; what is written does not stand in memory. Knows no figure. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import PDFDocument from 'pdfkit'
import type { FigureFile } from './prepare'
import { PdfBrush } from './pdf-brush'
import type { Typesetter } from './typeset'

/** Begins one. */
export function createPdf(
  { title, to }: { readonly title: string; readonly to: string },
  type: Typesetter,
): FigureFile {
  const document = new PDFDocument({
    autoFirstPage: false,
    info: { Title: title, Creator: 'Relook' },
    // None of its own: figures bring theirs.
    font: '',
  })
  const file = document.pipe(createWriteStream(to))
  // Told where it is waited for; without a listener it would end the process.
  file.on('error', () => undefined)
  return {
    add: async ({ figure, encoded }) => {
      const { width, height } = figure.size
      // A pixel of the screen is three quarters of a point.
      document.addPage({ size: [width * 0.75, height * 0.75], margin: 0 })
      document.save().scale(0.75)
      figure.paint(new PdfBrush({ document, type, picture: (name) => encoded.get(name) }))
      document.restore()
      if (file.errored !== null) throw file.errored
      if (file.writableNeedDrain) await once(file, 'drain')
    },
    end: async () => {
      document.end()
      await finished(file)
    },
    leave: async () => {
      file.destroy()
      // Closed, so that nothing opens it after it was taken away.
      await finished(file).catch(() => undefined)
    },
  }
}
