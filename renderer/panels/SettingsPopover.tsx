/** Sampling settings of the next run. */
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'
import type { ModelInfo, Warping } from '../../app/reasoning/model'
import { Icon } from '../parts/Icon'
import { NumberField } from '../parts/NumberField'
import { Tip } from '../parts/Tip'
import { useActions, useSession } from '../use-session'
import { TakesKeys } from '../controls/TakesKeys'

/** Numbers, each with what it means. */
export function SettingsPopover() {
  const session = useActions()
  const settings = useSession((s) => s.ask.settings)
  const words = [
    settings.temperature === 0 ? 'greedy' : `T ${settings.temperature}`,
    ...(settings.temperature === 0 ? [] : [`seed ${settings.seed}`]),
    ...warpingWords(settings),
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
          <MoreSampling />
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

/** Top-p, top-k and the penalty, and what the model's own file proposes. */
function MoreSampling() {
  const session = useActions()
  const settings = useSession((s) => s.ask.settings)
  const proposed = useSession((s) => s.host.models.find((m) => m.id === s.ask.model)?.sampling)
  const { topP = 1, topK = 0, repetitionPenalty = 1 } = settings
  return (
    <>
      <Setting title="Top-p" note="Draws from the likeliest that make up this share; 1 draws from all.">
        <NumberField
          label="Top-p"
          value={topP}
          min={0.001}
          max={1}
          step={0.05}
          onChange={(value) => session.ask.setSettings({ topP: value })}
        />
      </Setting>
      <Setting title="Top-k" note="Draws from so many of the likeliest; 0 draws from all.">
        <NumberField
          label="Top-k"
          value={topK}
          min={0}
          max={1_000_000}
          onChange={(value) => session.ask.setSettings({ topK: value })}
        />
      </Setting>
      <Setting
        title="Repetition penalty"
        note="Makes what stands there already less likely, also at temperature 0; 1 is none."
      >
        <NumberField
          label="Repetition penalty"
          value={repetitionPenalty}
          min={0.1}
          max={10}
          step={0.05}
          onChange={(value) => session.ask.setSettings({ repetitionPenalty: value })}
        />
      </Setting>
      {proposed !== undefined && (
        <div className="setting">
          <div className="muted small-text">
            Its generation_config.json proposes {proposedWords(proposed)}. It is not used unless you take it.
          </div>
          <button type="button" className="button small" onClick={() => session.ask.setSettings(proposed)}>
            Take it
          </button>
        </div>
      )}
    </>
  )
}

function proposedWords({ temperature, ...warping }: NonNullable<ModelInfo['sampling']>): string {
  return [
    ...(temperature === undefined ? [] : [`temperature ${temperature}`]),
    ...warpingWords(warping),
  ].join(', ')
}

function warpingWords({ topP = 1, topK = 0, repetitionPenalty = 1 }: Warping): readonly string[] {
  return [
    ...(topP < 1 ? [`top-p ${topP}`] : []),
    ...(topK > 0 ? [`top-k ${topK}`] : []),
    ...(repetitionPenalty === 1 ? [] : [`penalty ${repetitionPenalty}`]),
  ]
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
