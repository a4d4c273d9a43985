/** What is said of a queue for all who review it: instructions, rubric, people; and how far they have come. */
import { Tabs } from 'radix-ui'
import { useState } from 'react'
import { msg } from '../../../app/message'
import type { QueueSetup } from '../../../app/queues/setup'
import { Button } from '../../parts/Button'
import { DialogFrame } from '../../parts/DialogFrame'
import { openCollectionOf } from '../../session/collections/open-collection'
import type { QueuePart } from '../../session/queue/queue-state'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'
import type { FormProps } from './form-props'
import { PeopleForm } from './PeopleForm'
import { ProgressTable } from './ProgressTable'
import { RubricForm } from './RubricForm'

const tabs = [
  { id: 'instructions', title: msg('Instructions') },
  { id: 'rubric', title: msg('Rubric') },
  { id: 'people', title: msg('People') },
  { id: 'progress', title: msg('Progress') },
] as const satisfies readonly { readonly id: QueuePart; readonly title: string }[]

/** Open while the state says so. */
export function QueueDialog() {
  const session = useActions()
  const open = useSession((s) => s.view.dialog === 'queue' && s.queue.id !== undefined)
  const name = useSession((s) => openCollectionOf(s)?.name ?? t('Projects'))
  return (
    <DialogFrame
      open={open}
      title={t('Queue: {name}', { name })}
      kind="queue-sheet"
      onOpenChange={(next) => session.view.showDialog(next ? 'queue' : undefined)}
    >
      <Parts />
    </DialogFrame>
  )
}

function Parts() {
  const { queue } = useActions()
  const part = useSession((s) => s.queue.part)
  const kept = useSession((s) => s.queue.kept)
  // What is written here is over what was kept when one began; what others keep meanwhile is not overwritten unseen.
  const [begun, setBegun] = useState(kept)
  const [setup, setSetup] = useState<QueueSetup>(kept.setup)
  const changed = setup !== begun.setup
  const newer = kept.revision !== begun.revision
  const take = () => {
    setBegun(kept)
    setSetup(kept.setup)
  }
  // Nothing was written: what others keep is simply shown.
  if (newer && !changed) take()
  const keep = async () => {
    if (!(await queue.keep(setup, begun.revision))) return
    const now = { ...begun, setup, revision: begun.revision + 1 }
    setBegun(now)
  }
  return (
    <Tabs.Root
      className="tabs"
      value={part}
      onValueChange={(value) => queue.setPart(value as QueuePart)} // the values are those of the tabs
    >
      <Tabs.List className="tab-list" aria-label={t('About this queue')}>
        {tabs.map(({ id, title }) => (
          <Tabs.Trigger key={id} className="tab" value={id}>
            {t(title)}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content className="tab-body" value="instructions">
        <InstructionsForm setup={setup} onChange={setSetup} />
      </Tabs.Content>
      <Tabs.Content className="tab-body" value="rubric">
        <RubricForm setup={setup} onChange={setSetup} />
      </Tabs.Content>
      <Tabs.Content className="tab-body" value="people">
        <PeopleForm setup={setup} onChange={setSetup} changed={changed} />
      </Tabs.Content>
      <Tabs.Content className="tab-body" value="progress">
        <ProgressTable />
      </Tabs.Content>
      {part !== 'progress' && (
        <Foot {...{ changed, newer, by: kept.by }} onKeep={() => void keep()} onTake={take} />
      )}
    </Tabs.Root>
  )
}

function InstructionsForm({ setup, onChange }: FormProps) {
  return (
    <div className="queue-form text-editor">
      <label htmlFor="queue-instructions" className="muted small-text">
        {t('Shown to everybody who reviews this queue. Markdown and formulas are drawn.')}
      </label>
      <textarea
        id="queue-instructions"
        dir="auto"
        rows={12}
        maxLength={200_000}
        value={setup.instructions}
        placeholder={t('What makes a trace acceptable? When is a step bad? What to do in doubt?')}
        onChange={(e) => onChange({ ...setup, instructions: e.target.value })}
      />
    </div>
  )
}

interface FootProps {
  readonly changed: boolean
  readonly newer: boolean
  readonly by: string | undefined
  readonly onKeep: () => void
  readonly onTake: () => void
}

function Foot({ changed, newer, by, onKeep, onTake }: FootProps) {
  const isConflict = changed && newer
  return (
    <div className="queue-foot">
      {isConflict ? (
        <p className="flag" role="alert">
          {t('{by} has changed this queue meanwhile. Copy what you wrote, take over theirs, and add yours.', {
            by: by ?? t('Somebody'),
          })}
        </p>
      ) : (
        <span className="muted small-text">{by !== undefined && t('Last changed by {by}', { by })}</span>
      )}
      <span className="spacer" />
      {isConflict && <Button onClick={onTake}>{t('Take over theirs')}</Button>}
      <Button primary disabled={!changed || newer} onClick={onKeep}>
        {t('Save for everybody')}
      </Button>
    </div>
  )
}
