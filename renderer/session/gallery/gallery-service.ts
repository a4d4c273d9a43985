/** Recorded runs: opening one as a project of its own, and samples that are run at once. Knows no React. */
import type { Sample } from '../../../app/host'
import type { AskService } from '../ask/ask-service'
import type { Context } from '../context'
import type { DocumentService } from '../document/document-service'
import { attempt } from '../notices/notices'
import { untilState } from '../until'

export type GalleryService = ReturnType<typeof createGalleryService>

/** Who opens and runs things. */
interface Needs {
  readonly document: Pick<DocumentService, 'open' | 'openSample'>
  readonly ask: Pick<AskService, 'run'>
}

/** What the home page does. */
export function createGalleryService(context: Context, { document, ask }: Needs) {
  const { host, get, set, memory } = context
  return {
    /** Opens a recorded run; false where it could not be. */
    open: async (run: string): Promise<boolean> => {
      if (get().gallery.opening !== undefined) return false
      set({ gallery: { opening: run } })
      const made = await attempt(context, 'import', () => host.openRecordedRun({ run }))
      set({ gallery: { opening: undefined } })
      if (made === undefined) return false
      document.open(made.project)
      return true
    },
    /** Opens a sample and asks its question at once. */
    tryOut: async ({ file, question }: Sample): Promise<void> => {
      await document.openSample(file, question)
      const { id } = get().document
      if (id === undefined) return
      const come = await untilState(
        context.store,
        (s) => s.document.id !== id || s.document.project?.id === id,
      )
      if (come.document.id === id) await ask.run()
    },
    setPlaying: (playing: boolean) => {
      memory.setItem('relook-gallery', playing ? 'plays' : 'stands')
      set({ gallery: { playing } })
    },
  }
}

/** Asks for the recorded runs once the host is there; without them the page shows the rest, and says why. */
export function followGallery(context: Context): void {
  const { host, set, ready } = context
  const load = async () => {
    await ready()
    set({ gallery: { runs: await host.recordedRuns({}) } })
  }
  const again = () => void attempt(context, { place: 'import', retry: again }, load)
  again()
}
