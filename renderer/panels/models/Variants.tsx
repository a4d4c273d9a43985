/** The number formats a repository offers, with their sizes against the room there is. */
import { useState } from 'react'
import { formatBytes } from '../../../app/bytes'
import type { FailureData } from '../../../app/failure'
import type { Repository } from '../../../app/host/models'
import { hintOf } from '../../../app/trace/left-out'
import { Button } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { Problem } from '../servers/Problem'
import { dtypeWord } from './sizes'
import { t } from '../../language/text'

interface Props {
  readonly repository: Repository
  readonly onStarted: () => void
}

/** One row each; what is in the huggingface cache need not be fetched. */
export function Variants({ repository: r, onStarted }: Props) {
  const session = useActions()
  const { models, downloads } = useSession((s) => s.modelStore)
  const isHere = (dtype: string) =>
    models.some((m) => m.source === `${r.repo}@${r.commit}` && m.dtype === dtype)
  const isComing = (dtype: string) =>
    downloads.some((d) => d.repo === r.repo && d.commit === r.commit && d.dtype === dtype)
  const [failure, setFailure] = useState<FailureData | undefined>(undefined)
  if (r.variants.length === 0) {
    return (
      <p className="models-note">
        {t('{repo} holds no graphs that Relook can run. A checkpoint in safetensors is exported first:', {
          repo: r.repo,
        })}{' '}
        <code>python -m training export --from FOLDER --out FOLDER --dtype q4f16</code>
      </p>
    )
  }
  const start = async (dtype: string) => {
    const done = await session.modelStore.startDownload(r, dtype)
    if ('failure' in done) setFailure(done.failure)
    else onStarted()
  }
  const hint = hintOf(r.repo)
  return (
    <>
      {hint !== undefined && <p className="models-note">{hint}</p>}
      <ul className="models-list" aria-label={t('Available precisions of {repo}', { repo: r.repo })}>
        {r.variants.map((v) => {
          const cached = r.cached[v.dtype] ?? 0
          const room = v.bytes - cached < r.freeBytes
          return (
            <li key={v.dtype} className="models-row">
              <div className="models-what">
                <span className="models-name">{dtypeWord(v.dtype)}</span>
                <span className="muted small-text">
                  {[
                    t('{size} in {n, plural, one {# file} other {# files}}', {
                      size: formatBytes(v.bytes),
                      n: v.files,
                    }),
                    ...(cached > 0
                      ? [t('{size} of it on this machine already', { size: formatBytes(cached) })]
                      : []),
                    ...(room ? [] : [t('more than is free ({size})', { size: formatBytes(r.freeBytes) })]),
                  ].join(' · ')}
                </span>
              </div>
              <div className="models-do">
                {isHere(v.dtype) || isComing(v.dtype) ? (
                  <span className="muted small-text">
                    {isHere(v.dtype) ? t('On this machine') : t('Downloading')}
                  </span>
                ) : (
                  <Button small primary disabled={!room} onClick={() => void start(v.dtype)}>
                    {t('Download')}
                  </Button>
                )}
              </div>
            </li>
          )
        })}
      </ul>
      <p className="muted small-text">
        {t('Commit {value} · {size} free', { value: r.commit.slice(0, 8), size: formatBytes(r.freeBytes) })}
      </p>
      {failure !== undefined && <Problem failure={failure} />}
    </>
  )
}
