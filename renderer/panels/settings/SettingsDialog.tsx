/** Everything that is set once and stays: a list of groups on the left, one of them on the right. */
import { Tabs } from 'radix-ui'
import { msg } from '../../../app/message'
import { t } from '../../language/text'
import { WindowDialog } from '../../controls/WindowDialog'
import { DataPlace } from './DataPlace'
import { HubAndKeys } from './HubAndKeys'
import { Looks } from './Looks'
import { ModelSettings } from './ModelSettings'
import { Reset } from './Reset'
import { UpdateSettings } from './UpdateSettings'

const groups = [
  { id: 'looks', title: msg('Appearance'), Content: Looks },
  { id: 'models', title: msg('Models'), Content: ModelSettings },
  { id: 'keys', title: msg('Hub and keys'), Content: HubAndKeys },
  { id: 'updates', title: msg('About and updates'), Content: UpdateSettings },
  { id: 'data', title: msg('Data'), Content: DataPlace },
  { id: 'reset', title: msg('Reset'), Content: Reset },
] as const

/** Open while the state says so. */
export function SettingsDialog() {
  return (
    <WindowDialog
      id="settings"
      title={t('Settings')}
      kind="prefs"
      first="[role=tab][data-state=active]"
      testid="settings-dialog"
    >
      <Tabs.Root className="prefs-columns" orientation="vertical" defaultValue="looks">
        <Tabs.List className="prefs-list" aria-label={t('Settings')}>
          {groups.map(({ id, title }) => (
            <Tabs.Trigger key={id} value={id} className="prefs-item">
              {t(title)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {groups.map(({ id, Content }) => (
          // What is in it has fields of its own to tab to.
          <Tabs.Content key={id} value={id} className="prefs-page" tabIndex={-1}>
            <Content />
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </WindowDialog>
  )
}
