/** What narrows the list: words, and conditions that are set in a popover and shown as chips one can take away. */
import { Popover } from 'radix-ui'
import { useEffect, useState, type KeyboardEvent } from 'react'
import type { TraceQuery } from '../../../app/host/collections'
import { conditionsOf } from '../../words/collections'
import { TakesKeys } from '../../controls/TakesKeys'
import { useWantedField } from '../../controls/use-wanted-field'
import { useActions, useSession } from '../../use-session'
import { SearchField } from '../../parts/Field'
import { LinkButton } from '../../parts/Button'
import { Chip } from '../../parts/Chip'
import { Icon } from '../../parts/Icon'
import { Tip } from '../../parts/Tip'
import { FilterForm } from './FilterForm'
import { ListLooks } from './ListLooks'
import { openCollectionOf } from '../../session/collections/open-collection'
import { t } from '../../language/text'

/** Milliseconds of rest before what is typed is looked for. */
const rest = 200

/** The search field, the button of the popover, the chips, the count. */
export function Filters() {
  const session = useActions()
  const query = useSession((s) => s.collections.query)
  // What is typed is for the file it was typed at.
  const collection = useSession((s) => s.collections.id)
  const conditions = conditionsOf(query)
  const narrowed = conditions.length > 0 || query.text !== undefined
  return (
    <div className="filters" role="search" aria-label={t('Traces')}>
      <div className="filter-bar">
        <Search key={collection} />
        <Popover.Root>
          <Tip text={t('Filter the traces')}>
            <Popover.Trigger
              className="icon-button"
              aria-label={t('Filter the traces')}
              data-active={conditions.length > 0}
            >
              <Icon name="filter" />
            </Popover.Trigger>
          </Tip>
          <Popover.Portal>
            <Popover.Content
              className="popover filter-form"
              side="right"
              align="start"
              sideOffset={8}
              collisionPadding={8}
              aria-label={t('Filter')}
            >
              <TakesKeys />
              <FilterForm />
            </Popover.Content>
          </Popover.Portal>
        </Popover.Root>
        <ListLooks />
      </div>
      {conditions.length > 0 && (
        <div className="chips">
          {conditions.map(({ words, without }) => (
            <Chip key={words} words={words} onRemove={() => session.collections.narrow(without)} />
          ))}
        </div>
      )}
      {narrowed && <Matches />}
    </div>
  )
}

/** How many match so far, of how many. */
function Matches() {
  const session = useActions()
  const found = useSession((s) => s.collections.found)
  const count = useSession((s) => openCollectionOf(s)?.count)
  return (
    <div className="matches muted small-text" role="status">
      <span className="numbers">
        {found === undefined
          ? t('Searching…')
          : t('{total, number} of {count, number}', { total: found.total, count: count ?? found.total })}
        {found?.done === false && ` ${t('so far…')}`}
      </span>
      <LinkButton onClick={() => session.collections.narrow({})}>{t('Show all')}</LinkButton>
    </div>
  )
}

/** Looks for what is typed, a moment after the last key. Esc empties it, Enter goes into the list. */
function Search() {
  const session = useActions()
  const field = useWantedField('search')
  const text = useSession((s) => s.collections.query.text ?? '')
  const [typed, setTyped] = useState<string | undefined>(undefined)
  useEffect(() => {
    if (typed === undefined) return
    const timer = setTimeout(() => {
      session.collections.narrow(withText(session.get().collections.query, typed))
      setTyped(undefined)
    }, rest)
    return () => clearTimeout(timer)
  }, [session, typed])
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      if ((typed ?? text) === '') return event.currentTarget.blur()
      setTyped('')
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault()
      event.currentTarget.closest('.traces')?.querySelector<HTMLElement>('[role="grid"]')?.focus()
    }
  }
  return (
    <SearchField
      label={t('Search the traces')}
      ref={field}
      placeholder={t('Search question, answer, text…')}
      value={typed ?? text}
      maxLength={2000}
      spellCheck={false}
      onKeyDown={onKeyDown}
      onChange={setTyped}
    />
  )
}

function withText({ text: _before, ...rest }: TraceQuery, typed: string): TraceQuery {
  return typed.trim() === '' ? rest : { ...rest, text: typed }
}
