/** Finds a command by its words and does it. */
import { useState, type KeyboardEvent } from 'react'
import {
  commands,
  englishTitleOf,
  isEnabled,
  isFoundBy,
  searchWords,
  performCommand,
  commandTitle,
  type Command,
} from '../commands'
import { CommandKeys } from '../controls/CommandKeys'
import { WindowDialog } from '../controls/WindowDialog'
import type { State } from '../session/state'
import { useActions } from '../use-session'
import { t } from '../language/text'

/** A field over a list; ↑ ↓ choose, Enter does it. */
export function Palette() {
  return (
    <WindowDialog id="palette" title={t('Find a command')} kind="palette" bare testid="palette">
      <PaletteList />
    </WindowDialog>
  )
}

function PaletteList() {
  const session = useActions()
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const { found, others, nothing } = searched(words, session.get())
  const chosen = Math.min(at, found.length - 1)
  const choose = (command: Command | undefined) => {
    if (command === undefined) return
    session.view.showDialog(undefined)
    performCommand(session, command.id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') choose(found[chosen])
    else if (event.key === 'ArrowDown') setAt((chosen + 1) % Math.max(found.length, 1))
    else if (event.key === 'ArrowUp') setAt((chosen - 1 + found.length) % Math.max(found.length, 1))
    else return
    event.preventDefault()
  }
  return (
    <>
      <input
        className="palette-field"
        placeholder={t('What do you want to do?')}
        aria-label={t('Command')}
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={found[chosen] === undefined ? undefined : `palette-${found[chosen].id}`}
        value={words}
        onChange={(e) => {
          setWords(e.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <ul className="palette-list" id="palette-list" role="listbox">
        {found.map((command, i) => (
          <li
            key={command.id}
            id={`palette-${command.id}`}
            role="option"
            aria-selected={i === chosen}
            className="palette-item"
            ref={i === chosen ? (el) => el?.scrollIntoView({ block: 'nearest' }) : undefined}
            onPointerMove={() => setAt(i)}
            onClick={() => choose(command)}
          >
            <span>{commandTitle(command)}</span>
            <CommandKeys id={command.id} />
          </li>
        ))}
        <NotNow commands={others} />
      </ul>
      {nothing && <Nothing />}
    </>
  )
}

/** Whoever looks for one that cannot be done now learns that there is one. */
function NotNow({ commands: others }: { readonly commands: readonly Command[] }) {
  return others.map((command) => (
    <li
      key={command.id}
      role="option"
      aria-selected={false}
      aria-disabled
      className="palette-item"
      title={t('Not possible here and now')}
    >
      <span>{commandTitle(command)}</span>
      <CommandKeys id={command.id} />
    </li>
  ))
}

function Nothing() {
  return (
    <p className="muted pad" role="status">
      {t('No matching commands.')}
    </p>
  )
}

/** What can be done now, and, where something is searched for, what cannot. */
function searched(words: string, state: State) {
  const all = matching(
    commands.filter((c) => c.id !== 'palette'),
    words,
  )
  const found = all.filter((c) => isEnabled(c, state))
  const others = words.trim() === '' ? [] : all.filter((c) => !isEnabled(c, state))
  return { found, others, nothing: all.length === 0 }
}

/** Commands that have every word; those whose title begins with the first one before others, those found by other words last. */
function matching(all: readonly Command[], words: string): readonly Command[] {
  const parts = searchWords(words)
  const first = parts[0] ?? ''
  const rank = (command: Command) => {
    const titles = [commandTitle(command), englishTitleOf(command)].map((title) => title.toLowerCase())
    if (titles.some((title) => title.startsWith(first))) return 0
    return titles.some((title) => parts.every((part) => title.includes(part))) ? 1 : 2
  }
  return all
    .filter((command) => isFoundBy(command, parts))
    .map((command) => ({ command, rank: rank(command) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ command }) => command)
}
