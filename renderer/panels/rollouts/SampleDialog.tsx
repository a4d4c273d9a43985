/** Asks how many rollouts of the question to sample, how, and with which right answer; then shows the group being made. */
import { Dialog } from 'radix-ui'
import { useState, type ComponentProps, type ReactNode } from 'react'
import { given } from '../../../app/given'
import { TextField } from '../../parts/Field'
import { Form } from '../../parts/Form'
import { Button } from '../../parts/Button'
import { WindowDialog } from '../../controls/WindowDialog'
import { NoticeView } from '../../controls/NoticeView'
import { NumberField } from '../../parts/NumberField'
import { reviewsOf } from '../../../app/trace/review'
import type { State } from '../../session/state'
import { useActions, useSession } from '../../use-session'
import { ModelSelect } from '../ModelSelect'
import { t } from '../../language/text'

/** Open while the state says so. */
export function SampleDialog() {
  return (
    <WindowDialog id="sample" title={t('Sample rollouts')} kind="sample-dialog">
      <SampleForm />
    </WindowDialog>
  )
}

function SampleForm() {
  const settings = useSession((s) => s.ask.settings)
  const [question, setQuestion] = useState(useSession((s) => s.ask.question))
  const [gold, setGold] = useState(useSession(knownGold))
  const [numbers, setNumbers] = useState<Numbers>({
    count: 8,
    temperature: settings.temperature > 0 ? settings.temperature : 1,
    seed: settings.seed,
    maxLooks: settings.maxLooks,
  })
  const { ready, starting, start } = useSampling({ question: question.trim(), gold: gold.trim(), numbers })
  return (
    <Form className="sample-form" onSubmit={start}>
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
        <TextField label={t('Right answer of the question')} value={gold} onChange={setGold} />
      </Field>
      <Field title={t('Model')}>
        <ModelSelect />
      </Field>
      <NumberFields numbers={numbers} change={(part) => setNumbers({ ...numbers, ...part })} />
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
            : t('Sample {count, plural, one {# rollout} other {# rollouts}}', { count: numbers.count })}
        </Button>
        <Dialog.Close className="button">{t('Cancel')}</Dialog.Close>
      </div>
    </Form>
  )
}

/** How many rollouts, and how they are sampled. */
interface Numbers {
  readonly count: number
  readonly temperature: number
  readonly seed: number
  readonly maxLooks: number
}

interface Sampling {
  readonly question: string
  /** Empty where it is not known. */
  readonly gold: string
  readonly numbers: Numbers
}

/** Starting the group, once it can be; then it is shown. */
function useSampling({ question, gold, numbers: { count, ...how } }: Sampling) {
  const session = useActions()
  const project = useSession((s) => s.document.id)
  const { model, settings } = useSession((s) => s.ask)
  const [starting, setStarting] = useState(false)
  const ready = project !== undefined && model !== undefined && question !== '' && !starting
  const start = async () => {
    if (!ready || project === undefined || model === undefined) return
    setStarting(true)
    const asked = { project, question, model, settings: { ...settings, ...how }, count }
    const group = await session.rollouts.sample({ ...asked, ...given({ gold: gold || undefined }) })
    setStarting(false)
    if (group !== undefined) session.rollouts.showGroup(group)
  }
  return { ready, starting, start }
}

interface NumbersProps {
  readonly numbers: Numbers
  readonly change: (part: Partial<Numbers>) => void
}

function NumberFields({ numbers: { count, temperature, seed, maxLooks }, change }: NumbersProps) {
  return (
    <>
      <div className="sample-numbers">
        <SampleNumber
          title={t('Rollouts')}
          label={t('Rollouts')}
          {...{ value: count, min: 2, max: 64 }}
          onChange={(n) => change({ count: n })}
        />
        <SampleNumber
          title={t('Temperature')}
          label={t('Temperature of the rollouts')}
          {...{ value: temperature, min: 0, max: 5, step: 0.1 }}
          onChange={(n) => change({ temperature: n })}
        />
        <SampleNumber
          title={t('Seed')}
          label={t('Seed of the group')}
          {...{ value: seed, min: 0, max: 2 ** 31 - 1 }}
          onChange={(n) => change({ seed: n })}
        />
        <SampleNumber
          title={t('Max looks')}
          label={t('Max looks of a rollout')}
          {...{ value: maxLooks, min: 0, max: 64 }}
          onChange={(n) => change({ maxLooks: n })}
        />
      </div>
      {temperature === 0 && (
        <p className="flag small-text">{t('At temperature 0 all rollouts are the same.')}</p>
      )}
    </>
  )
}

/** A number that counts while it is typed. */
function SampleNumber({ title, ...field }: { title: string } & ComponentProps<typeof NumberField>) {
  return (
    <Field title={title}>
      <NumberField {...field} onInput={field.onChange} />
    </Field>
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
