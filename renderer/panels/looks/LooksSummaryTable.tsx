/** Which share of the answers hangs on their looks: of all, of right and wrong ones apart, by family; and the looks by verdict. */
import { answerOutcomes, type LooksTally } from '../../../app/explain/looks-summary'
import { lookVerdicts, type LookVerdict } from '../../../app/explain/verdict'
import type { LooksJob } from '../../../app/host/looks'
import { hangingWords, lookSigns, outcomeGroupWords } from '../../words/looks'
import { lookVerdictWords } from '../../words/why'
import { LinkButton } from '../../parts/Button'
import { useActions } from '../../use-session'
import { t } from '../../language/text'

interface Line {
  readonly key: string
  readonly name: string
  readonly tally: LooksTally
}

/** A line per group. Numbers of a file lead to its rows. */
export function LooksSummaryTable({ job }: { job: LooksJob }) {
  const { summary, source } = job
  const families = Object.entries(summary.families).filter(([name]) => name !== '')
  const judged = answerOutcomes.filter((outcome) => summary.outcomes[outcome].traces > 0)
  // Of one kind alone the first line says it all.
  const outcomes = judged.length < 2 ? [] : judged
  const lines: readonly Line[] = [
    { key: 'all', name: t('All'), tally: summary },
    ...outcomes.map((o) => ({ key: `is-${o}`, name: outcomeGroupWords(o), tally: summary.outcomes[o] })),
    ...(families.length < 2
      ? []
      : families
          .toSorted(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }))
          .map(([name, tally]) => ({ key: `of-${name}`, name, tally }))),
  ]
  return (
    <div className="looks-summary" data-testid="looks-summary">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('Answers')}</th>
            <th scope="col">{t('hang on a look')}</th>
            <th scope="col" className="number">
              {t('with looks')}
            </th>
            {lookVerdicts.map((verdict) => (
              <th key={verdict} scope="col" className="number">
                <span className="look-verdicts">
                  <span data-verdict={verdict} aria-hidden="true">
                    {lookSigns[verdict]}
                  </span>
                </span>{' '}
                {lookVerdictWords(verdict)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={line.key} line={line} leads={line.key === 'all' && source.type === 'collection'} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ line: { key, name, tally }, leads }: { line: Line; leads: boolean }) {
  return (
    <tr data-line={key}>
      <th scope="row" className="clip" title={name} translate={key.startsWith('of-') ? 'no' : undefined}>
        {name}
      </th>
      <td>
        <span className="looks-share">
          <span className="looks-bar" aria-hidden="true">
            <span style={{ width: `${tally.looking === 0 ? 0 : (100 * tally.hanging) / tally.looking}%` }} />
          </span>
          <span className="numbers">{hangingWords(tally)}</span>
        </span>
      </td>
      <td className="number">
        {t('{looking} of {traces}', { looking: tally.looking, traces: tally.traces })}
      </td>
      {lookVerdicts.map((verdict) => (
        <td key={verdict} className="number">
          <Count verdict={verdict} n={tally.verdicts[verdict]} leads={leads} />
        </td>
      ))}
    </tr>
  )
}

function Count({ verdict, n, leads }: { verdict: LookVerdict; n: number; leads: boolean }) {
  const session = useActions()
  if (!leads || n === 0) return <>{n}</>
  return (
    <LinkButton
      className="numbers"
      aria-label={t('{n} {verdict}: show the traces', { n, verdict: lookVerdictWords(verdict) })}
      onClick={() => session.looks.show(verdict)}
    >
      {n}
    </LinkButton>
  )
}
