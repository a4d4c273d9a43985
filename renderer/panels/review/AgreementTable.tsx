/** How far annotators agree over the open file, or over the projects where none is open. */
import { useMemo } from 'react'
import { agreements } from '../../../app/trace/review-agreement'
import { useSession } from '../../use-session'
import { t } from '../../language/text'

/** Percent and Cohen's kappa of verdicts, per pair of annotators; nothing where no trace has two verdicts. */
export function AgreementTable() {
  const projects = useSession((s) => s.host.projects)
  const collection = useSession((s) => s.collections.id)
  const pairs = useMemo(
    () =>
      agreements(
        (projects ?? []).filter((p) => p.origin?.collection === collection).map((p) => p.reviews ?? []),
      ),
    [projects, collection],
  )
  if (pairs.length === 0) return null
  return (
    <table className="agreement">
      <caption>{t('Agreement on verdicts')}</caption>
      <thead>
        <tr>
          <th>{t('Annotators')}</th>
          <th>{t('Both decided')}</th>
          <th>{t('Agree')}</th>
          <th title={t('Cohen’s kappa: agreement beyond chance')}>κ</th>
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
