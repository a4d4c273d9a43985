/** Whose rewards count, and their weights and caps: changing one scores the whole group again at once. */
import { rewardOf } from '../../../app/rewards'
import { terms, type Term } from '../../../app/rewards/reward'
import { variants, type Scoring } from '../../../app/rewards/variants'
import { Button } from '../../parts/Button'
import { NumberField } from '../../parts/NumberField'
import { Tip } from '../../parts/Tip'
import { hasRecorded, variantFor } from '../../session/rollouts/rollout-rows'
import { useActions, useSession } from '../../use-session'
import type { ScoredGroup, ShownGroup } from './use-group'
import { heard, t } from '../../language/text'

/** One line; the fields are there where numbers are worked out here. */
export function Weights({ shown: { group }, scores }: { shown: ShownGroup; scores: ScoredGroup }) {
  const session = useActions()
  const scorer = useSession((s) => s.rollouts.scorer)
  const edits = useSession((s) => s.rollouts.edits)
  const recorded = hasRecorded(group)
  const changed = Object.keys(edits).length > 0
  const withBoxes = (group.boxes?.length ?? 0) > 0
  const shownTerms = terms.filter((t) => t !== 'iou' || withBoxes)
  return (
    <section className="weights" aria-label={t('Rewards')}>
      <div className="segments" role="tablist" aria-label={t('Rewards')}>
        {recorded && <Choice id="recorded" title={t('The trainer’s own')} chosen={scorer === 'recorded'} />}
        {variants.map((v) => (
          <Choice
            key={v.id}
            id={v.id}
            title={heard(v.title)}
            about={heard(v.about)}
            chosen={scorer === v.id || (scorer === 'recorded' && !recorded && v.id === 'paper')}
          />
        ))}
      </div>
      {(scorer !== 'recorded' || !recorded) && (
        <>
          {shownTerms.map((term) => (
            <TermFields key={term} term={term} scoring={scores.scoring} />
          ))}
          <Button small disabled={!changed} onClick={() => session.rollouts.resetTerms()}>
            {t('Reset')}
          </Button>
        </>
      )}
    </section>
  )
}

interface ChoiceProps {
  readonly id: 'recorded' | 'paper' | 'released'
  readonly title: string
  readonly about?: string
  readonly chosen: boolean
}

function Choice({ id, title, about, chosen }: ChoiceProps) {
  const session = useActions()
  return (
    <button
      type="button"
      role="tab"
      className="segment"
      aria-selected={chosen}
      title={about}
      onClick={() => session.rollouts.scoreBy(id)}
    >
      {title}
    </button>
  )
}

function TermFields({ term, scoring }: { term: Term; scoring: Scoring }) {
  const session = useActions()
  const edit = useSession((s) => s.rollouts.edits[term])
  const scorer = useSession((s) => s.rollouts.scorer)
  const { reward, weight, cap } = scoring.terms[term]
  const own = variantFor(scorer).terms[term]
  const capped = own.cap !== undefined || cap !== undefined
  return (
    <span className="term-fields">
      <Tip
        text={t('{about} Source: {source}', {
          about: heard(rewardOf(reward.id)?.about ?? reward.about),
          source: reward.source,
        })}
      >
        <span className="term-name">{heard(reward.title)}</span>
      </Tip>
      <NumberField
        label={t('{title}: weight', { title: heard(reward.title) })}
        value={weight}
        min={0}
        max={1000}
        step={reward.unit === 'character' ? 0.001 : 0.1}
        changed={edit?.weight !== undefined && edit.weight !== own.weight}
        onInput={(value) => session.rollouts.editTerm(term, { weight: value })}
        onChange={(value) => session.rollouts.editTerm(term, { weight: value })}
      />
      {capped && (
        <>
          <span className="muted">≤</span>
          <NumberField
            label={t('{title}: cap', { title: heard(reward.title) })}
            value={cap ?? 0}
            min={0}
            max={1000}
            step={0.05}
            changed={edit?.cap !== undefined && edit.cap !== own.cap}
            onInput={(value) => session.rollouts.editTerm(term, { cap: value })}
            onChange={(value) => session.rollouts.editTerm(term, { cap: value })}
          />
        </>
      )}
    </span>
  )
}
