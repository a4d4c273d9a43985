/** What a search of the hub found. Whether Relook can run one shows when it is looked up. */
import type { FoundRepository } from '../../../app/host/models'
import { Button } from '../../parts/Button'
import { t } from '../../language/text'

interface Props {
  readonly matches: readonly FoundRepository[]
  readonly onChosen: (repo: string) => void
}

/** One row each; nothing found is said. */
export function Found({ matches, onChosen }: Props) {
  if (matches.length === 0)
    return <p className="models-note">{t('The hub knows no model with ONNX graphs by these words.')}</p>
  return (
    <ul className="models-list" aria-label={t('Found on the hub')}>
      {matches.map(({ repo, downloads, licence }) => (
        <li key={repo} className="models-row">
          <div className="models-what">
            <span className="models-name clip">{repo}</span>
            <span className="muted small-text">
              {[
                ...(downloads === undefined
                  ? []
                  : [t('{n, plural, one {# download} other {# downloads}}', { n: downloads })]),
                ...(licence === undefined ? [] : [licence]),
              ].join(' · ')}
            </span>
          </div>
          <div className="models-do">
            <Button small aria-label={t('Look up {repo}', { repo })} onClick={() => onChosen(repo)}>
              {t('Look up')}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  )
}
