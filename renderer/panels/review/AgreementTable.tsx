/** How far annotators agree over the open file, or over the projects where none is open. */
import { useMemo } from 'react'
import { agreements, scoreAgreements } from '../../../app/trace/review-agreement'
import { projectsOf } from '../../session/queue/own-part'
import { useSession } from '../../use-session'
import { t } from '../../language/text'

/** Percent and Cohen's kappa of verdicts and of each criterion, per pair of annotators; nothing where no trace has two of them. */
export function AgreementTable() {
  const projects = useSession((s) => s.host.projects)
  const collection = useSession((s) => s.collections.id)
  const rubric = useSession((s) => s.queue.kept.setup.rubric)
  const tables = useMemo(() => {
    const traces = projectsOf(projects, collection).map((p) => p.reviews ?? [])
    return [
      { title: t('Agreement on verdicts'), weighted: false, pairs: agreements(traces) },
      ...rubric.map(({ id, title }) => ({
        title: t('Agreement on “{title}”', { title }),
        weighted: true,
        pairs: scoreAgreements(traces, id),
      })),
    ]
  }, [projects, collection, rubric])
  return tables
    .filter(({ pairs }) => pairs.length > 0)
    .map(({ title, weighted, pairs }) => <PairTable key={title} {...{ title, weighted, pairs }} />)
}

interface TableProps {
  readonly title: string
  /** Points: kappa with quadratic weights. */
  readonly weighted: boolean
  readonly pairs: ReturnType<typeof agreements>
}

function PairTable({ title, weighted, pairs }: TableProps) {
  const kappa = weighted
    ? t('Cohen’s kappa with quadratic weights: agreement beyond chance')
    : t('Cohen’s kappa: agreement beyond chance')
  return (
    <table className="agreement">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th>{t('Annotators')}</th>
          <th>{weighted ? t('Both scored') : t('Both decided')}</th>
          <th>{t('Agree')}</th>
          <th title={kappa}>{weighted ? 'κw' : 'κ'}</th>
        </tr>
      </thead>
      <tbody className="numbers">
        {pairs.map(({ a, b, both, share, kappa }) => (
          <tr key={`${a}\n${b}`}>
            <td>
              {a}, {b}
            </td>
            <td>{both}</td>
            <td>{Math.round(share * 100)} %</td>
            <td>{kappa === undefined ? '–' : kappa.toFixed(2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
