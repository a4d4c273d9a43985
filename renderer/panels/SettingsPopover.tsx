/** Sampling settings of the next run. */
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'
import { Icon } from '../parts/Icon'
import { NumberField } from '../parts/NumberField'
import { Tip } from '../parts/Tip'
import { useActions, useSession } from '../use-session'
import { TakesKeys } from '../controls/TakesKeys'

/** Four numbers, each with what it means. */
export function SettingsPopover() {
  const session = useActions()
  const settings = useSession((s) => s.ask.settings)
  const words = [
    settings.temperature === 0 ? 'greedy' : `T ${settings.temperature}`,
    ...(settings.temperature === 0 ? [] : [`seed ${settings.seed}`]),
    settings.maxLooks === 0 ? 'no looks' : `${settings.maxLooks} looks`,
  ]
  return (
    <Popover.Root>
      <Tip text="Sampling settings">
        <Popover.Trigger className="select" data-testid="ask-settings" aria-label="Sampling settings">
          <Icon name="gear" />
          <span className="numbers">{words.join(' · ')}</span>
        </Popover.Trigger>
      </Tip>
      <Popover.Portal>
        <Popover.Content className="popover settings" sideOffset={6} align="start" collisionPadding={8}>
          <TakesKeys />
          <Setting title="Temperature" note="0 always takes the likeliest token.">
            <NumberField
              label="Temperature"
              value={settings.temperature}
              min={0}
              max={5}
              step={0.1}
              onChange={(temperature) => session.ask.setSettings({ temperature })}
            />
          </Setting>
          <Setting title="Seed" note="The same seed gives the same run.">
            <NumberField
              label="Seed"
              value={settings.seed}
              min={0}
              max={2 ** 31 - 1}
              onChange={(seed) => session.ask.setSettings({ seed })}
            />
          </Setting>
          <Setting title="Max tokens" note="Most it writes up to the next look or the answer.">
            <NumberField
              label="Max tokens"
              value={settings.maxTokens}
              min={1}
              max={32768}
              step={16}
              onChange={(maxTokens) => session.ask.setSettings({ maxTokens })}
            />
          </Setting>
          <Setting title="Max looks" note="0 asks plainly, without looking again.">
            <NumberField
              label="Max looks"
              value={settings.maxLooks}
              min={0}
              max={64}
              onChange={(maxLooks) => session.ask.setSettings({ maxLooks })}
            />
          </Setting>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Setting({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <div className="setting">
      <div>
        <div className="setting-title">{title}</div>
        <div className="muted small-text">{note}</div>
      </div>
      {children}
    </div>
  )
}
