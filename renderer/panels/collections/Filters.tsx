/** What narrows the list: words, and conditions that are set in a popover and shown as chips one can take away. */
import { Popover } from 'radix-ui'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { TraceQuery } from '../../../app/host/collections'
import { conditionsOf, countWords } from '../../session/collection-words'
import { openCollectionOf } from '../../session/collections'
import { useActions, useSession } from '../../session/use-session'
import { Icon } from '../../parts/Icon'
import { Tip } from '../../parts/Tip'
import { FilterForm } from './FilterForm'

/** Milliseconds of rest before what is typed is looked for. */
const rest = 200

/** The search field, the button of the popover, the chips, the count. */
export function Filters() {
  const session = useActions()
  const query = useSession((s) => s.traceQuery)
  const conditions = conditionsOf(query)
  const narrowed = conditions.length > 0 || query.text !== undefined
  return (
    <div className="filters" role="search" aria-label="Traces">
      <div className="filter-bar">
        <Search />
        <Popover.Root>
          <Tip text="Filter the traces">
            <Popover.Trigger
              className="icon-button"
              aria-label="Filter the traces"
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
              aria-label="Filter"
            >
              <FilterForm />
            </Popover.Content>
          </Popover.Portal>
        </Popover.Root>
      </div>
      {conditions.length > 0 && (
        <div className="chips">
          {conditions.map(({ words, without }) => (
            <button
              key={words}
              type="button"
              className="chip"
              aria-label={`Take the filter “${words}” away`}
              onClick={() => session.narrowTraces(without)}
            >
              {words} <Icon name="close" />
            </button>
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
  const found = useSession((s) => s.found)
  const count = useSession((s) => openCollectionOf(s)?.count)
  return (
    <div className="matches muted small-text" role="status">
      <span className="numbers">
        {found === undefined
          ? 'Searching…'
          : `${countWords(found.total)} of ${countWords(count ?? found.total)}`}
        {found?.done === false && ' so far…'}
      </span>
      <button type="button" className="link" onClick={() => session.narrowTraces({})}>
        Show all
      </button>
    </div>
  )
}

/** Looks for what is typed, a moment after the last key. Esc empties it, Enter goes into the list. */
function Search() {
  const session = useActions()
  const field = useRef<HTMLInputElement>(null)
  const collection = useSession((s) => s.collectionId)
  const text = useSession((s) => s.traceQuery.text ?? '')
  const [typed, setTyped] = useState<string | undefined>(undefined)
  useEffect(() => session.setSearchField(() => field.current?.select()), [session])
  useEffect(() => {
    if (typed === undefined) return
    const timer = setTimeout(() => {
      session.narrowTraces(withText(session.get().traceQuery, typed))
      setTyped(undefined)
    }, rest)
    return () => clearTimeout(timer)
  }, [session, typed, collection])
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
    <label className="search-field">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label="Search the traces"
        placeholder="Search question, answer, text…"
        value={typed ?? text}
        maxLength={2000}
        spellCheck={false}
        onChange={(e) => setTyped(e.target.value)}
        onKeyDown={onKeyDown}
      />
    </label>
  )
}

function withText({ text: _before, ...rest }: TraceQuery, typed: string): TraceQuery {
  return typed.trim() === '' ? rest : { ...rest, text: typed }
}
