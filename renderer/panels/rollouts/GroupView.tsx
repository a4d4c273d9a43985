/** One group: what was asked, every rollout's looks on the image, the rollout being read, rewards, the table. */
import { CommandButton } from '../../controls/CommandButton'
import { LooksProgress } from '../looks/LooksProgress'
import { TextField } from '../../parts/Field'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { groupWords, groupProgress } from '../../words/rollouts'
import { useActions, useSession } from '../../use-session'
import { GroupImage } from './GroupImage'
import { RolloutDetail } from './RolloutDetail'
import { RolloutTable } from './RolloutTable'
import { useGroup, useScores, type ShownGroup } from './use-group'
import { Weights } from './Weights'
import { t } from '../../language/text'

/** The group, or that it is being read. */
export function GroupView() {
  const shown = useGroup()
  if (shown === undefined)
    return (
      <div className="rollouts-empty" aria-busy="true">
        <p className="muted">{t('Reading the group…')}</p>
      </div>
    )
  return <Group shown={shown} />
}

function Group({ shown }: { shown: ShownGroup }) {
  const scores = useScores(shown)
  const wanted = useSession((s) => s.rollouts.read)
  const chosen = scores.rows.find((r) => r.rollout.id === wanted) ?? scores.rows[0]
  return (
    <div className="group-view">
      <GroupHead shown={shown} />
      <div className="group-top">
        <GroupImage shown={shown} rows={scores.rows} chosen={chosen?.rollout.id} />
        {chosen !== undefined && <RolloutDetail shown={shown} row={chosen} />}
      </div>
      <Weights shown={shown} scores={scores} />
      <RolloutTable shown={shown} scores={scores} chosen={chosen?.rollout.id} />
    </div>
  )
}

function GroupHead({ shown }: { shown: ShownGroup }) {
  const { group, branches } = shown
  return (
    <header className="group-head">
      <div className="group-asked">
        <h2>{group.question}</h2>
        {branches === undefined ? (
          <p className="muted small-text">
            {group.gold.length > 0 ? (
              <>
                {t('Right answer')} <b className="gold-text">{group.gold.join(' / ')}</b>
              </>
            ) : (
              t('The dump has no right answer.')
            )}
            {group.step !== undefined && <> · {t('step {step}', { step: group.step })}</>}
            {' · '}
            {t('{n, plural, one {# rollout} other {# rollouts}}', { n: group.rollouts.length })}
          </p>
        ) : (
          <Sampled shown={shown} />
        )}
      </div>
      <TryLooks shown={shown} />
    </header>
  )
}

/** Whether the looks of its rollouts mattered. */
function TryLooks({ shown: { group, project } }: { shown: ShownGroup }) {
  if (group.rollouts.every((rollout) => rollout.looks.length === 0)) return null
  return (
    <div className="group-looks">
      <LooksProgress source={{ type: 'group', project, group: group.id }} />
      <CommandButton id="try-looks" className="button small" testid="try-looks">
        {t('Did the looks matter?')}
      </CommandButton>
    </div>
  )
}

/** Of a group sampled here: the right answer to be typed, progress, stop and go on. */
function Sampled({ shown: { group, branches = [] } }: { shown: ShownGroup }) {
  const session = useActions()
  const { done, of, running, open } = groupProgress(branches)
  return (
    <div className="group-sampled small-text">
      <label className="gold-field">
        <span className="muted">{t('Right answer')}</span>
        <TextField
          label={t('Right answer')}
          placeholder={t('not known: accuracy counts 0')}
          value={group.gold.join(' / ')}
          onChange={(text) => session.rollouts.setGold(group.id, text)}
        />
      </label>
      <span className="muted numbers" role="status">
        {groupWords(branches)}
      </span>
      {running && (
        <>
          <progress max={of} value={done} aria-label={t('Sampling')} />
          <Button small onClick={() => void session.rollouts.stop(group.id)}>
            <Icon name="stop" /> {t('Stop')}
          </Button>
        </>
      )}
      {!running && open > 0 && (
        <Button small onClick={() => void session.rollouts.resume(group.id)}>
          <Icon name="play" /> {t('Resume {open}', { open })}
        </Button>
      )}
      <Shared branches={branches} />
    </div>
  )
}

/** How much of the beginning was computed once, as the engine told. */
function Shared({ branches }: { branches: NonNullable<ShownGroup['branches']> }) {
  const steps = useSession((s) => s.document.project?.steps)
  const first = branches.flatMap((b) => steps?.[b.path[0] ?? '']?.timings ?? [])
  if (first.length < 2 || first.some((t) => t.cacheUnknown === true)) return null
  const cached = first.reduce((sum, t) => sum + t.cachedTokens, 0)
  const all = first.reduce((sum, t) => sum + t.promptTokens, 0)
  return (
    <span className="muted numbers" title={t('Tokens of image and prompt that were not computed again')}>
      {t('{cached} of {all} prompt tokens shared', { cached, all })}
    </span>
  )
}
