/** Chooses the model of the next run. */
import { Select } from 'radix-ui'
import { useState } from 'react'
import { Icon } from '../parts/Icon'
import { offered } from '../session/servers/servers-state'
import { useActions, useSession } from '../use-session'
import { TakesKeys } from '../controls/TakesKeys'
import { t } from '../language/text'

/** Not models: open the servers and the models. No model's id has a blank. */
const servers = 'servers and their models'
const folders = 'models on this machine'

/** A list with what is known of each model. */
export function ModelSelect() {
  const session = useActions()
  const all = useSession((s) => s.host.models)
  const kept = useSession((s) => s.servers.list)
  const model = useSession((s) => s.ask.model)
  const { models, more } = offered(all, kept, model)
  const [open, setOpen] = useState(false)
  const choose = (id: string) => {
    if (id === servers) session.view.showDialog('servers')
    else if (id === folders) session.view.showDialog('models')
    else session.ask.setModel(id)
  }
  return (
    <Select.Root value={model ?? ''} onValueChange={choose} open={open} onOpenChange={setOpen}>
      {/* Not in the list itself, which is there while it is closed too. */}
      {open && <TakesKeys />}
      <Select.Trigger className="select" aria-label={t('Model')}>
        <Select.Value placeholder={t('No model')} />
        <Icon name="down" />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content className="menu" position="popper" sideOffset={4} collisionPadding={8}>
          <Select.Viewport>
            {models.map((m) => (
              // Named by all that stands in it, not by the name alone.
              <Select.Item
                key={m.id}
                value={m.id}
                className="menu-item tall"
                aria-labelledby={undefined}
                translate="no"
              >
                <Select.ItemText>{m.name}</Select.ItemText>
                {(m.domain ?? m.server) !== undefined && (
                  <span className="menu-note">
                    {' '}
                    {m.domain ?? t('on {server}', { server: m.server ?? '' })}
                  </span>
                )}
              </Select.Item>
            ))}
            <Select.Separator className="menu-line" />
            <Select.Item value={folders} className="menu-item">
              <Select.ItemText>{t('Models…')}</Select.ItemText>
            </Select.Item>
            <Select.Item value={servers} className="menu-item" aria-labelledby={undefined}>
              <Select.ItemText>{t('Servers…')}</Select.ItemText>
              {more > 0 && (
                <span className="menu-note">
                  {' '}
                  {t('{n, plural, one {# more model} other {# more models}}', { n: more })}
                </span>
              )}
            </Select.Item>
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  )
}
