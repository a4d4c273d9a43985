/** The sheet of every shortcut, from the command table: found by words, and set otherwise by whoever wants it so. */
import { useState } from 'react'
import { msg } from '../../app/message'
import { commands, isFoundBy, searchWords, type Command } from '../commands'
import { SearchField } from '../parts/Field'
import { LinkButton } from '../parts/Button'
import { WindowDialog } from '../controls/WindowDialog'
import { useActions, useSession } from '../use-session'
import { t } from '../language/text'
import { ShortcutRow } from './ShortcutRow'

const groups = [
  { title: msg('Steps and view'), menu: 'view' },
  { title: msg('Running'), menu: 'run' },
  { title: msg('Editing'), menu: 'edit' },
  { title: msg('Review mode'), menu: 'review' },
  { title: msg('Files'), menu: 'file' },
  { title: msg('Help'), menu: 'help' },
] as const

/** Open while the state says so. */
export function Shortcuts() {
  return (
    <WindowDialog id="shortcuts" title={t('Keyboard shortcuts')} kind="sheet">
      <Sheet />
    </WindowDialog>
  )
}

function Sheet() {
  const { view } = useActions()
  const own = useSession((s) => Object.keys(s.view.keys).length)
  const [words, setWords] = useState('')
  const shown = useShown(words)
  return (
    <>
      <SearchField
        label={t('Search the shortcuts')}
        placeholder={t('Search…')}
        value={words}
        onChange={setWords}
        className="sheet-search"
      />
      <div className="sheet-columns">
        {groups.map((group) => {
          const those = shown.filter((c) => c.menu === group.menu)
          if (those.length === 0) return null
          return (
            <section key={group.menu} className="sheet-group">
              <h3>{t(group.title)}</h3>
              {those.map((command) => (
                <ShortcutRow key={command.id} command={command} />
              ))}
            </section>
          )
        })}
      </div>
      {shown.length === 0 && <p className="muted pad">{t('No matching commands.')}</p>}
      <p className="muted small-text">
        {t(
          'Click keys to set others. Single-key shortcuts are disabled while typing. Arrow keys move the box once you clicked it, or pressed Enter on its row.',
        )}{' '}
        {own > 0 && (
          <LinkButton onClick={() => view.resetKeys()}>
            {t('Reset {n, plural, one {# shortcut} other {all # shortcuts}}', { n: own })}
          </LinkButton>
        )}
      </p>
    </>
  )
}

/** Those that have every word; without words, those that have keys. */
function useShown(words: string): readonly Command[] {
  const parts = searchWords(words)
  const set = useSession((s) => s.view.keys)
  return commands.filter((command) => {
    if (parts.length === 0) return command.keys.length > 0 || set[command.id] !== undefined
    return isFoundBy(command, parts)
  })
}
