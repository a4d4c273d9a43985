/** Among whom the queue is divided: by a hash that stays, and by hand for what the list shows. */
import { useState } from 'react'
import { peopleIn } from '../../../app/queues/parts'
import type { QueueParts } from '../../../app/queues/setup'
import { Select } from '../../parts/Field'
import { Button } from '../../parts/Button'
import { NumberField } from '../../parts/NumberField'
import { t } from '../../language/text'
import { useActions, useSession } from '../../use-session'
import type { FormProps } from './form-props'

/** Names, how many get each trace, and what was given by hand. */
export function PeopleForm({ setup, onChange, changed }: FormProps & { readonly changed: boolean }) {
  const { parts } = setup
  const put = (change: Partial<QueueParts>) => onChange({ ...setup, parts: { ...parts, ...change } })
  const [text, setText] = useState(parts.people.join('\n'))
  // Another's names were taken over.
  if (namesIn(text).join('\n') !== parts.people.join('\n')) setText(parts.people.join('\n'))
  return (
    <div className="queue-form text-editor">
      <label htmlFor="queue-people" className="muted small-text">
        {t(
          'Names of annotators, one a line, as they give them when they begin. Traces are divided by a hash of name and trace: a part stays the same when the file is read again, and grows with it.',
        )}
      </label>
      <textarea
        id="queue-people"
        rows={5}
        dir="auto"
        value={text}
        onChange={(e) => {
          setText(e.target.value)
          put({ people: namesIn(e.target.value) })
        }}
      />
      <div className="queue-each">
        <span>{t('Annotators per trace')}</span>
        <NumberField
          label={t('Annotators per trace')}
          value={parts.each}
          min={1}
          max={200}
          onChange={(each) => put({ each })}
        />
        <span className="muted small-text">{t('With 2 and more their agreement is measured.')}</span>
      </div>
      <GiveByHand parts={parts} changed={changed} />
    </div>
  )
}

/** One name a line, each once. */
function namesIn(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim().slice(0, 100))
  return [...new Set(lines.filter(Boolean))].slice(0, 200)
}

/** What the list shows, to one person. It is done at once and for everybody. */
function GiveByHand({ parts, changed }: { parts: QueueParts; changed: boolean }) {
  const { queue } = useActions()
  const listed = useSession((s) =>
    s.collections.id === undefined ? undefined : (s.collections.found?.total ?? 0),
  )
  const [to, setTo] = useState('')
  const [said, setSaid] = useState('')
  const byHand = Object.entries(parts.given).filter(([, keys]) => keys.length > 0)
  if (listed === undefined) return null
  const give = async () => {
    const n = await queue.give(to === '' ? undefined : to)
    if (n === undefined) return
    setSaid(
      to === ''
        ? t('{n, plural, one {# trace} other {# traces}} back to the hash.', { n })
        : t('{n, plural, one {# trace} other {# traces}} given to {to}.', { n, to }),
    )
  }
  return (
    <fieldset className="give-by-hand">
      <legend>{t('By hand')}</legend>
      <p className="muted small-text">
        {t('Gives what the list shows, as it is filtered now, to one person and nobody else.')}
      </p>
      <div className="name-row">
        <Select
          label={t('To whom')}
          value={to}
          options={[
            { value: '', words: t('Nobody: by the hash again') },
            ...peopleIn(parts).map((name) => ({ value: name, words: name })),
          ]}
          onChange={setTo}
        />
        <Button small disabled={changed || listed === 0} onClick={() => void give()}>
          {t('Give the {listed, number} listed', { listed })}
        </Button>
      </div>
      {changed && <p className="muted small-text">{t('Save the names first.')}</p>}
      <p className="small-text" role="status">
        {said}
      </p>
      {byHand.length > 0 && (
        <p className="muted small-text numbers">
          {byHand
            .map(([name, keys]) => t('{name}: {n, number} by hand', { name, n: keys.length }))
            .join(' · ')}
        </p>
      )}
    </fieldset>
  )
}
