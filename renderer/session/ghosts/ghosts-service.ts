/** Ghosts: one box in every way in which it can be read, to pick by eye. Knows no React. */
import type { BoxReading } from '../../../app/reading/written'
import { notationName } from '../../../app/reading/evidence-words'
import type { ReadingService } from '../collections/reading-service'
import type { Context } from '../context'
import { selectedGhosts } from '../document/reading'
import { announce } from '../notices/notices'
import { noGhosts } from './ghosts-state'
import { heard, t } from '../../language/text'

/** What can be done with them. */
export function createGhostsService(
  context: Context,
  { readFile, readTrace }: Pick<ReadingService, 'readFile' | 'readTrace'>,
) {
  const { get, set } = context
  const count = () => selectedGhosts(get())?.ghosts.length ?? 0
  const close = () => set({ ghosts: noGhosts })
  const take = (reading: BoxReading) => {
    const { all } = get().ghosts
    close()
    announce(
      context,
      all
        ? t('All of the file is read as {reading}.', { reading: heard(notationName(reading)) })
        : t('This trace is read as {reading}.', { reading: heard(notationName(reading)) }),
    )
    void (all ? readFile(reading) : readTrace(reading))
  }
  return {
    show: () => {
      const ways = count()
      if (ways === 0) return
      set({ ghosts: { open: true, at: 0 } })
      announce(
        context,
        t('One box in {ways} readings. Digits or Enter take one, Escape leaves it as it is.', { ways }),
      )
    },
    close,
    look: (at: number) => {
      if (at >= 0 && at < count()) set({ ghosts: { at } })
    },
    /** To the next way, or the one before. */
    walk: (by: 1 | -1) => {
      const ways = count()
      if (ways > 0) set(({ ghosts }) => ({ ghosts: { at: (ghosts.at + by + ways) % ways } }))
    },
    setAll: (all: boolean) => set({ ghosts: { all } }),
    /** Reads so from now on; what is read so already stays. */
    pick: (at: number) => {
      const found = selectedGhosts(get())?.ghosts[at]
      if (found === undefined) return
      if (at === 0 && !get().ghosts.all) close()
      else take(found.reading)
    },
  }
}
