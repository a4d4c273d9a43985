/** Asks how many rollouts of the question to sample, how, and with which right answer; then shows the group being made. */
import { Dialog } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { TextField } from '../../parts/Field'
import { Button } from '../../parts/Button'
import { DialogFrame } from '../../parts/DialogFrame'
import { NoticeView } from '../../controls/NoticeView'
import { NumberField } from '../../parts/NumberField'
import { reviewsOf } from '../../../app/trace/review'
import type { State } from '../../session/state'
import { useActions, useSession } from '../../use-session'
import { ModelSelect } from '../ModelSelect'
import { t } from '../../language/text'

/** Open while the state says so. */
export function SampleDialog() {
  const session = useActions()
  const open = useSession((s) => s.view.dialog === 'sample')
  return (
    <DialogFrame
      open={open}
      title={t('Sample rollouts')}
      kind="sample-dialog"
      onOpenChange={(next) => !next && session.view.showDialog(undefined)}
    >
      {open && <Form />}
    </DialogFrame>
  )
}

function Form() {
  const session = useActions()
  const project = useSession((s) => s.document.id)
  const model = useSession((s) => s.ask.model)
  const settings = useSession((s) => s.ask.settings)
  const [question, setQuestion] = useState(useSession((s) => s.ask.question))
  const [gold, setGold] = useState(useSession(knownGold))
  const [count, setCount] = useState(8)
  const [temperature, setTemperature] = useState(settings.temperature > 0 ? settings.temperature : 1)
  const [seed, setSeed] = useState(settings.seed)
  const [maxLooks, setMaxLooks] = useState(settings.maxLooks)
  const [starting, setStarting] = useState(false)
  const ready = project !== undefined && model !== undefined && question.trim() !== '' && !starting
  const start = async () => {
    if (!ready || project === undefined || model === undefined) return
    setStarting(true)
    const group = await session.rollouts.sample({
      project,
      question: question.trim(),
      model,
      settings: { ...settings, temperature, seed, maxLooks },
      count,
      ...(gold.trim() === '' ? {} : { gold: gold.trim() }),
    })
    setStarting(false)
    if (group !== undefined) session.rollouts.showGroup(group)
  }
  return (
    <form
      className="sample-form"
      onSubmit={(e) => {
        e.preventDefault()
        void start()
      }}
    >
      <Field title={t('Question')}>
        <textarea
          className="name-field"
          aria-label={t('Question of the rollouts')}
          rows={2}
          value={question}
          onChange={(e) => setQuestion(e.target.value)}
        />
      </Field>
      <Field
        title={t('Right answer')}
        note={t('What the accuracy reward compares with; it can be typed later, too.')}
      >
        <TextField
          label={t('Right answer of the question')}
          value={gold}

          onChange={setGold}
        />
      </Field>
      <Field title={t('Model')}>
        <ModelSelect />
      </Field>
      <div className="sample-numbers">
        <Field title={t('Rollouts')}>
          <NumberField
            label={t('Rollouts')}
            value={count}
            min={2}
            max={64}
            onInput={setCount}
            onChange={setCount}
          />
        </Field>
        <Field title={t('Temperature')}>
          <NumberField
            label={t('Temperature of the rollouts')}
            value={temperature}
            min={0}
            max={5}
            step={0.1}
            onInput={setTemperature}
            onChange={setTemperature}
          />
        </Field>
        <Field title={t('Seed')}>
          <NumberField
            label={t('Seed of the group')}
            value={seed}
            min={0}
            max={2 ** 31 - 1}
            onInput={setSeed}
            onChange={setSeed}
          />
        </Field>
        <Field title={t('Max looks')}>
          <NumberField
            label={t('Max looks of a rollout')}
            value={maxLooks}
            min={0}
            max={64}
            onInput={setMaxLooks}
            onChange={setMaxLooks}
          />
        </Field>
      </div>
      {temperature === 0 && (
        <p className="flag small-text">{t('At temperature 0 all rollouts are the same.')}</p>
      )}
      <p className="muted small-text">
        {t(
          'The same seed gives the same group. Image and prompt are prefilled once for all of them; every rollout is a branch of the project.',
        )}
      </p>
      <NoticeView place="ask" />
      <div className="sample-foot">
        <Button submit primary disabled={!ready}>
          {starting
            ? t('Starting…')
            : t('Sample {count, plural, one {# rollout} other {# rollouts}}', { count })}
        </Button>
        <Dialog.Close className="button">{t('Cancel')}</Dialog.Close>
      </div>
    </form>
  )
}

function Field({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <div className="sample-field">
      <span className="muted">{title}</span>
      <div>
        {children}
        {note !== undefined && <p className="muted small-text">{note}</p>}
      </div>
    </div>
  )
}

/** The file's, or what a person wrote in a review. */
function knownGold({ document: { project } }: State): string {
  if (project === undefined) return ''
  const reviewed = project.branches
    .flatMap((b) => reviewsOf(project.reviews, b.id))
    .find((r) => r.gold !== undefined)
  return project.origin?.gold?.[0] ?? reviewed?.gold ?? ''
}
