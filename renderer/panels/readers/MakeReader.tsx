/** A reader being made: values with what they are, how the numbers of boxes count, a name. The file shows it at once. */
import { useEffect, useRef } from 'react'
import type { FieldSample } from '../../../app/readers/path'
import { orders, spaceIds } from '../../../app/geometry/spaces'
import { openCollectionOf } from '../../session/collections/open-collection'
import {
  inTreeOrder,
  roleAt,
  rolesFor,
  withRole,
  type ReaderMapping,
  type Role,
} from '../../session/readers/mapping'
import type { ReaderDraft } from '../../session/readers/readers-state'
import { useActions, useSession } from '../../use-session'
import { orderNote, orderWords, spaceNote, spaceWords } from '../../words/collections'
import { roleWords } from '../../words/readers'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { Field, Select, SelectField, TextField } from '../../parts/Field'
import { Form } from '../../parts/Form'
import { heard, t } from '../../language/text'

/** The form. */
export function MakeReader({ making }: { making: ReaderDraft }) {
  const session = useActions()
  const { mapping, fields } = making
  const change = (next: Partial<ReaderMapping>) => session.readers.change({ ...mapping, ...next })
  const form = useRef<HTMLFormElement>(null)
  // Keys begin at the first value that nothing was said about yet.
  useEffect(() => {
    const roles = [...(form.current?.querySelectorAll<HTMLSelectElement>('.reader-role') ?? [])]
    const first = roles.find((role) => role.value === '') ?? roles[0]
    first?.focus()
  }, [])
  return (
    <Form ref={form} className="reader-form" onSubmit={session.readers.keep}>
      <p className="muted">
        {mapping.about === 'record'
          ? t('This is the first record. Choose what its values are; the image beside shows it as you go.')
          : t(
              'These are the arguments of the call. Choose which is the box; the image beside shows it as you go.',
            )}
      </p>
      <Fields mapping={mapping} fields={fields} />
      {hasBox(mapping) && <Boxes mapping={mapping} change={change} />}
      {mapping.about === 'call' && (
        <Field title={t('Tool')} note={t('* stands for any letters: peek_* is peek_at and peek_into')}>
          <TextField
            label={t('Name of the tool')}
            value={mapping.tool}
            onChange={(text) => change({ tool: text })}
          />
        </Field>
      )}
      <Field title={t('Name')}>
        <TextField
          label={t('Name of the reader')}
          value={mapping.name}
          maxLength={60}
          onChange={(text) => change({ name: text })}
        />
      </Field>
      <Outcome making={making} />
      <div className="reader-foot">
        <Button submit primary disabled={making.problem !== undefined}>
          {t('Keep and use')}
        </Button>
        <Button onClick={() => void session.readers.leave()}>{t('Cancel')}</Button>
      </div>
    </Form>
  )
}

function hasBox({ at }: ReaderMapping): boolean {
  return [at.boxes, at.box, at.first].some((place) => place !== undefined)
}

/** Every value, outer ones first, with what it is. */
function Fields({ mapping, fields }: { mapping: ReaderMapping; fields: readonly FieldSample[] }) {
  return (
    <ul className="reader-fields" aria-label={t('Values')}>
      {inTreeOrder(fields).map((field) => (
        <Value key={field.path} mapping={mapping} field={field} />
      ))}
    </ul>
  )
}

function Value({ mapping, field }: { mapping: ReaderMapping; field: FieldSample }) {
  const session = useActions()
  const { path, sample, kind } = field
  const role = roleAt(mapping, path)
  const roles = rolesFor(mapping, field)
  const depth = (path.match(/\.|\[/g) ?? []).length
  return (
    <li className="reader-field" data-role={role} style={{ paddingInlineStart: 8 + Math.min(depth, 6) * 12 }}>
      <span className="reader-path" dir="ltr" title={path}>
        {depth === 0 ? path : path.replace(/^.*?([^.[\]"]+(?:"?\]|\[\*\])*)$/, '$1')}
      </span>
      <span className="reader-sample" dir="auto" title={sample}>
        {kind === 'empty' ? <i>{t('empty')}</i> : sample}
      </span>
      {roles.length > 0 && (
        <Select<Role | ''>
          className="plain-select reader-role"
          label={t('What {path} is', { path })}
          value={role ?? ''}
          options={[
            { value: '', words: '–' },
            ...roles.map((r: Role) => ({ value: r, words: roleWords(r, mapping.about) })),
          ]}
          onChange={(chosen) => session.readers.change(withRole(mapping, path, chosen || undefined))}
        />
      )}
    </li>
  )
}

interface BoxesProps {
  readonly mapping: ReaderMapping
  readonly change: (next: Partial<ReaderMapping>) => void
}

/** What the numbers of the boxes count in. */
function Boxes({ mapping, change }: BoxesProps) {
  return (
    <>
      <SelectField
        title={t('Coordinates')}
        note={spaceNote(mapping.space)}
        value={mapping.space}
        options={spaceIds.map((value) => ({ value, words: spaceWords(value) }))}
        onChange={(space) => change({ space })}
      />
      <SelectField
        title={t('Order')}
        note={orderNote(mapping.order)}
        value={mapping.order}
        options={orders.map((value) => ({ value, words: orderWords(value) }))}
        onChange={(order) => change({ order })}
      />
      {mapping.about === 'record' ? (
        <SelectField
          title={t('The boxes are')}
          value={mapping.use}
          options={[
            { value: 'look', words: t('looks of the model') },
            { value: 'gold', words: t('expected regions (ground truth)') },
          ]}
          onChange={(use) => change({ use })}
        />
      ) : (
        mapping.at.image !== undefined && (
          <SelectField
            title={t('Images count from')}
            value={mapping.imageFrom === 0 ? 'zero' : 'one'}
            options={[
              { value: 'zero', words: '0' },
              { value: 'one', words: '1' },
            ]}
            onChange={(from) => change({ imageFrom: from === 'zero' ? 0 : 1 })}
          />
        )
      )}
    </>
  )
}

/** What is missing, or what came of it. */
function Outcome({ making: { problem, shown } }: { making: ReaderDraft }) {
  const collection = useSession(openCollectionOf)
  if (problem !== undefined)
    return (
      <p className="flag" role="status">
        <Icon name="warning" /> {problem}
      </p>
    )
  if (!shown || collection === undefined)
    return (
      <p className="muted" role="status">
        {t('Reading the file with it…')}
      </p>
    )
  const { count, issues, state } = collection
  if (state.type === 'failed')
    return (
      <p className="flag" role="status">
        <Icon name="warning" /> {heard(state.failure.message)}
      </p>
    )

  return (
    <p className="muted" role="status">
      {state.type === 'ready'
        ? t('{n, plural, one {# trace} other {# traces}} read with it', { n: count })
        : t('{n, plural, one {# trace} other {# traces}} read with it so far', { n: count })}
      {issues > 0 && `, ${t('{n, plural, one {# invalid row} other {# invalid rows}}', { n: issues })}`}
    </p>
  )
}
