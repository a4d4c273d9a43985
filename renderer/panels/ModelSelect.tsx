/** Chooses the model of the next run. */
import { Select } from 'radix-ui'
import { Icon } from '../parts/Icon'
import { useActions, useSession } from '../session/use-session'

/** A list with what is known of each model. */
export function ModelSelect() {
  const session = useActions()
  const models = useSession((s) => s.models)
  const model = useSession((s) => s.model)
  if (model === undefined) return <span className="muted">No model found</span>
  return (
    <Select.Root value={model} onValueChange={session.setModel}>
      <Select.Trigger className="select" aria-label="Model">
        <Select.Value />
        <Icon name="down" />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content className="menu" position="popper" sideOffset={4} collisionPadding={8}>
          <Select.Viewport>
            {models.map((m) => (
              <Select.Item key={m.id} value={m.id} className="menu-item tall">
                <Select.ItemText>{m.name}</Select.ItemText>
                {m.domain !== undefined && <span className="menu-note">{m.domain}</span>}
              </Select.Item>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  )
}
