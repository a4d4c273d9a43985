/** One command of the sheet with its keys; a click waits for others. Esc leaves it as it was, Backspace takes the keys away. */
import { useState, type KeyboardEvent } from 'react'
import { commands, commandTitle, type Command } from '../commands'
import { isMac } from '../commands/install'
import { keysOf, refusalOf } from '../commands/keymap'
import { chordOf, keyWords } from '../commands/keys'
import { Keys } from '../controls/Keys'
import { LinkButton } from '../parts/Button'
import { useActions, useSession } from '../use-session'
import { t } from '../language/text'

export function ShortcutRow({ command }: { command: Command }) {
  const session = useActions()
  const { view } = session
  const chosen = useSession((s) => s.view.keys[command.id])
  const own = chosen !== undefined
  const chords = keysOf(command, session.get())
  const [waiting, setWaiting] = useState(false)
  const [refused, setRefused] = useState<string>()
  const title = commandTitle(command)
  const onKeyDown = (event: KeyboardEvent) => {
    if (!waiting || event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    const chord = event.key === 'Backspace' || event.key === 'Delete' ? '' : chordOf(event, isMac)
    if (chord === undefined) return
    setRefused(undefined)
    const why =
      event.key === 'Escape' ? undefined : refusedWords(chord, command, { commands, state: session.get() })
    if (why !== undefined) return setRefused(why)
    setWaiting(false)
    if (event.key !== 'Escape') view.setKey(command.id, chord)
  }
  return (
    <div className="sheet-row" data-own={own}>
      <span>{title}</span>
      <span className="sheet-keys">
        {own && <LinkButton onClick={() => view.setKey(command.id, undefined)}>{t('Reset')}</LinkButton>}
        <button
          type="button"
          className="sheet-set"
          aria-pressed={waiting}
          aria-description={t('Sets other keys')}
          onClick={() => {
            setRefused(undefined)
            setWaiting(!waiting)
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setWaiting(false)}
        >
          <span className="hidden-title">{title}: </span>
          {waiting ? <span className="muted">{t('press keys…')}</span> : <Chords chords={chords} />}
        </button>
      </span>
      {refused !== undefined && (
        <span className="sheet-refused" role="alert">
          {refused}
        </span>
      )}
    </div>
  )
}

function Chords({ chords }: { chords: readonly string[] }) {
  if (chords.length === 0) return <span className="muted">{t('none set')}</span>
  return chords.slice(0, 2).map((chord) => <Keys key={chord} chord={chord} />)
}

function refusedWords(
  chord: string,
  command: Command,
  among: Parameters<typeof refusalOf>[2],
): string | undefined {
  const refusal = chord === '' ? undefined : refusalOf(chord, command, among)
  if (refusal === undefined) return undefined
  if (refusal.type === 'typed') return t('It also counts while you type: take one with Ctrl, Cmd or Alt.')
  return t('{keys} is “{title}” already.', { keys: keyWords(chord, isMac), title: commandTitle(refusal.by) })
}
