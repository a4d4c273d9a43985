/** Finds a command by its words and does it. */
import { useState, type KeyboardEvent } from 'react'
import { commands, englishTitleOf, isEnabled, perform, titleOf, type Command } from '../commands'
import { CommandKeys } from '../controls/CommandKeys'
import { DialogFrame } from '../parts/DialogFrame'
import { useActions, useSession } from '../use-session'
import { t } from '../language/text'

/** A field over a list; ↑ ↓ choose, Enter does it. */
export function Palette() {
  const session = useActions()
  const open = useSession((s) => s.view.dialog === 'palette')
  return (
    <DialogFrame
      open={open}
      title={t('Find a command')}
      kind="palette"
      bare
      testid="palette"
      onOpenChange={(next) => session.view.showDialog(next ? 'palette' : undefined)}
    >
      <PaletteList />
    </DialogFrame>
  )
}

function PaletteList() {
  const session = useActions()
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const found = matching(
    commands.filter((c) => c.id !== 'palette' && isEnabled(c, session.get())),
    words,
  )
  const chosen = Math.min(at, found.length - 1)
  const choose = (command: Command | undefined) => {
    if (command === undefined) return
    session.view.showDialog(undefined)
    perform(session, command.id)
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
            <span>{titleOf(command)}</span>
            <CommandKeys id={command.id} />
          </li>
        ))}
      </ul>
      {found.length === 0 && <Nothing />}
    </>
  )
}

function Nothing() {
  return (
    <p className="muted pad" role="status">
      {t('No matching commands.')}
    </p>
  )
}

/** Commands whose title, here or in English, has every word; those that begin with the first one before others. */
function matching(all: readonly Command[], words: string): readonly Command[] {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean)
  const first = parts[0] ?? ''
  return all
    .map((command) => ({ command, titles: [titleOf(command), englishTitleOf(command)] }))
    .map(({ command, titles }) => ({ command, titles: titles.map((title) => title.toLowerCase()) }))
    .filter(({ titles }) => titles.some((title) => parts.every((part) => title.includes(part))))
    .toSorted((a, b) => begins(b.titles, first) - begins(a.titles, first))
    .map(({ command }) => command)
}

function begins(titles: readonly string[], word: string): number {
  return Number(titles.some((title) => title.startsWith(word)))
}
