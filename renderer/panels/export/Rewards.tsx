/** Which rewards a GRPO job brings along: a variant, or the weights and caps that were set over a group of rollouts. */
import { msg } from '../../../app/message'
import { writerOf } from '../../../app/exports'
import { terms } from '../../../app/rewards/reward'
import { scoringOf, settingsFrom } from '../../../app/rewards/settings'
import { variants } from '../../../app/rewards/variants'
import { editedScoring as edited, variantFor } from '../../session/rollouts/rollout-rows'
import { useActions, useSession } from '../../use-session'
import { SelectField } from '../../parts/Field'
import { heard, t } from '../../language/text'

/** What a reward counts. */
const unitWords = {
  rollout: msg('rollout'),
  box: msg('box'),
  character: msg('character'),
  overlap: msg('full overlap'),
}

/** Not there for shapes without rewards. */
export function Rewards() {
  const session = useActions()
  const { writer, rewards } = useSession((s) => s.exports.form)
  const scorer = useSession((s) => s.rollouts.scorer)
  const edits = useSession((s) => s.rollouts.edits)
  if (writerOf(writer)?.scored !== true) return null
  const own = rewards !== undefined && Object.keys(rewards).length > 1
  const options = [
    ...variants.map((v) => ({ value: v.id as 'paper' | 'released' | 'own', words: lower(heard(v.title)) })),
    ...(own || Object.keys(edits).length > 0
      ? [{ value: 'own' as const, words: t('with the weights set over rollouts') }]
      : []),
  ]
  const choose = (choice: 'paper' | 'released' | 'own') => {
    const variant = variantFor(scorer)
    const changed = choice === 'own' && Object.keys(edits).length > 0
    if (changed) session.exports.change({ rewards: settingsFrom(variant.id, edited(variant, edits)) })
    else if (choice !== 'own') session.exports.change({ rewards: { variant: choice } })
  }
  const { terms: set } = scoringOf(rewards ?? { variant: 'paper' })
  const words = terms
    .filter((term) => set[term].weight > 0)
    .map((term) => {
      const { reward, weight, cap } = set[term]
      return [
        `${term} ${weight}`,
        ...(reward.unit === 'rollout' ? [] : [t('per {unit}', { unit: t(unitWords[reward.unit]) })]),
        ...(cap === undefined || cap === weight ? [] : [t('up to {cap}', { cap })]),
      ].join(' ')
    })
  return (
    <SelectField
      title={t('Rewards')}
      note={t('{words}. Any number can be changed in rewards.py.', { words: words.join(', ') })}
      value={own ? 'own' : (rewards?.variant ?? 'paper')}
      options={options}
      onChange={choose}
    />
  )
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
