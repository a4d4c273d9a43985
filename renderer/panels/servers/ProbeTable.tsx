/** What a probe found, line by line, and what it is asking now. */
import { msg } from '../../../app/message'
import { probeIds, type ProbeFinding, type ProbeId } from '../../../app/host/servers'
import { probeTitles } from '../../words/servers'
import { heard, t } from '../../language/text'

const signs = { yes: '✓', no: '✗', unknown: '?' } as const
const words = { yes: msg('yes'), no: msg('no'), unknown: msg('not known') } as const

/** Empty until there is something. */
export function ProbeTable({
  findings,
  asking,
}: {
  findings: readonly ProbeFinding[]
  asking: ProbeId | undefined
}) {
  if (findings.length === 0 && asking === undefined) return null
  return (
    <>
      {asking !== undefined && (
        <div className="probe-progress" role="status">
          <progress value={findings.length} max={probeIds.length} aria-label={t('Progress of the test')} />
          <span className="muted small-text">
            {t('Testing: {value}…', { value: t(probeTitles[asking]).toLowerCase() })}
          </span>
        </div>
      )}
      <table className="probe-table">
        <tbody>
          {findings.map((f) => (
            <tr key={f.id} data-verdict={f.verdict}>
              <th scope="row">{t(probeTitles[f.id])}</th>
              <td className="probe-sign" aria-label={t(words[f.verdict])}>
                {signs[f.verdict]}
              </td>
              <td>{heard(f.note)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
