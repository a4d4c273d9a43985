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
  const [failure, setFailure] = useState<FailureData>()
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
    const failed = await session.modelStore.startDownload(r, dtype)
    if (failed === undefined) onStarted()
    else setFailure(failed)
  }
  const hint = hintOf(r.repo)
  return (
    <>
      {hint !== undefined && <p className="models-note">{hint}</p>}
      <ul className="models-list" aria-label={t('Available precisions of {repo}', { repo: r.repo })}>
        {r.variants.map((v) => (
          <VariantRow key={v.dtype} repository={r} variant={v} onStart={() => void start(v.dtype)} />
        ))}
      </ul>
      <p className="muted small-text">
        {t('Commit {value} · {size} free', { value: r.commit.slice(0, 8), size: formatBytes(r.freeBytes) })}
      </p>
      <Problem failure={failure} />
    </>
  )
}

interface VariantProps {
  readonly repository: Repository
  readonly variant: Repository['variants'][number]
  readonly onStart: () => void
}

/** A number format: its size, and whether it is here, coming, or can be fetched. */
function VariantRow({ repository: r, variant: { dtype, bytes, files }, onStart }: VariantProps) {
  const { models, downloads } = useSession((s) => s.modelStore)
  const here = models.some((m) => m.source === `${r.repo}@${r.commit}` && m.dtype === dtype)
  const coming = downloads.some((d) => d.repo === r.repo && d.commit === r.commit && d.dtype === dtype)
  const cached = r.cached[dtype] ?? 0
  const room = bytes - cached < r.freeBytes
  const facts = [
    t('{size} in {n, plural, one {# file} other {# files}}', { size: formatBytes(bytes), n: files }),
    ...(cached > 0 ? [t('{size} of it on this machine already', { size: formatBytes(cached) })] : []),
    ...(room ? [] : [t('more than is free ({size})', { size: formatBytes(r.freeBytes) })]),
  ]
  return (
    <li className="models-row">
      <div className="models-what">
        <span className="models-name">{dtypeWord(dtype)}</span>
        <span className="muted small-text">{facts.join(' · ')}</span>
      </div>
      <div className="models-do">
        {here || coming ? (
          <span className="muted small-text">{here ? t('On this machine') : t('Downloading')}</span>
        ) : (
          <Button small primary disabled={!room} onClick={onStart}>
            {t('Download')}
          </Button>
        )}
      </div>
    </li>
  )
}
