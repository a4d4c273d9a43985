/** The point of it all in one line: how often a model is right without looking, and with it. */
import type { Evaluation } from '../../../app/host/evaluations'
import { lookingPays } from '../../session/evaluations/looking-pays'
import { useSession } from '../../use-session'
import { intervalWords } from '../../words/evaluations'
import { rich } from '../../language/rich'
import { t } from '../../language/text'

const noRuns: readonly Evaluation[] = []

/** Of these runs, or of any there are; nothing where no two can be compared. */
export function Headline({ of }: { of?: readonly Evaluation[] }) {
  const all = useSession((s) => s.evaluations.list) ?? noRuns
  const pays = lookingPays(of ?? all, all)
  const model = useSession(
    (s) => s.host.models.find((m) => m.id === pays?.with.plan.model)?.name ?? pays?.with.plan.model,
  )
  if (pays === undefined) return null
  const { without, with: withLooks, scores } = pays
  const intervals = [without, withLooks].map((run) => run.score && intervalWords(run.score.ci95))
  return (
    <section className="looking-pays" data-testid="looking-pays" aria-label={t('What looking is worth')}>
      <p className="looking-pays-line">
        {rich('<b>{without} %</b> without looking → <b>{with} %</b> with', {
          without: short(scores.without),
          with: short(scores.with),
          b: (words) => <b key={String(words)}>{words}</b>,
        })}
      </p>
      <p className="muted small-text">
        {t(
          '{model} · {title} · {n, plural, one {# question} other {# questions}} · 95 % intervals {a} and {b}',
          {
            model: model ?? '',
            title: withLooks.title,
            n: withLooks.done,
            a: intervals[0] ?? '–',
            b: intervals[1] ?? '–',
          },
        )}
      </p>
    </section>
  )
}

/** Per cent without a nought behind the point. */
function short(share: number): string {
  return String(Number((share * 100).toFixed(1)))
}
