/** The list of projects is told whole once, then by its changes; whoever adds them up has the list. */
import { expect, test } from 'vitest'
import fc from '../../builders/properties'
import { byTime, newsOf, withNews } from '../../../app/host/projects'
import type { ProjectSummary } from '../../../app/trace/project'

const summary = (id: string, changedAt: number): ProjectSummary => ({
  id,
  title: id,
  createdAt: 1,
  changedAt,
  image: { id: 'img', name: 'a.png', bytes: 1, width: 1, height: 1 },
  question: '',
  branches: 0,
  looks: 0,
})

test('the news add up to the list, and hold no more than what changed', () => {
  const ids = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor')
  const act = fc.record({ id: ids, gone: fc.boolean(), at: fc.nat(9) })
  fc.assert(
    fc.property(fc.array(fc.array(act, { maxLength: 4 }), { maxLength: 12 }), (rounds) => {
      const truth = new Map<string, ProjectSummary>()
      let told: readonly ProjectSummary[] | undefined
      let shown: readonly ProjectSummary[] = [summary('of another host', 5)]
      for (const round of [[], ...rounds]) {
        for (const { id, gone, at } of round)
          if (gone) truth.delete(id)
          else truth.set(id, summary(id, at))
        const now = [...truth.values()].sort(byTime)
        const news = newsOf(told, now)
        if (told !== undefined)
          expect(news.projects.length + news.gone.length).toBeLessThanOrEqual(round.length)
        shown = withNews(shown, news)
        told = now
        expect(shown).toEqual(now)
      }
    }),
    { numRuns: 1000 },
  )
})
