/** What the models run on, and choosing it. Says so calmly when the inference process died. */
import { DropdownMenu } from 'radix-ui'
import { providers, type EngineState, type HeldMemory } from '../../app/host'
import { Icon } from '../parts/Icon'
import { heldWords, idleTimes, limitsWith, limitWords, providerName } from '../words/engine'
import { useActions, useSession } from '../use-session'
import { TakesKeys } from '../controls/TakesKeys'
import { heard, t } from '../language/text'

/** The provider's name; opens the list of those that are there. */
export function EngineMenu() {
  const session = useActions()
  const engine = useSession((s) => s.host.engine)
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="engine" data-state-of={engine.type} data-testid="engine">
        {words(engine)}
        <Icon name="down" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
        <TakesKeys />
        {engine.type === 'died' && (
          <div className="menu-text">
            {heard(engine.failure.message)}{' '}
            {t('Everything written so far is kept; the next run starts it again.')}
          </div>
        )}
        {engine.type === 'ready' && (
          <DropdownMenu.RadioGroup
            value={engine.wanted}
            onValueChange={(value) => {
              const provider = providers.find((p) => p === value)
              if (provider !== undefined) void session.host.setProvider(provider)
            }}
          >
            {(['auto', ...engine.available] as const).map((p) => (
              <DropdownMenu.RadioItem key={p} value={p} className="menu-item">
                {providerName(p)}
                <DropdownMenu.ItemIndicator className="menu-check">✓</DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        )}
        {engine.type === 'ready' && <MemoryChoice memory={engine.memory} />}
        {engine.type === 'ready' && <IdleChoice minutes={engine.idleMinutes} />}
        {engine.type === 'ready' && engine.note !== undefined && (
          <div className="menu-text">{heard(engine.note)}</div>
        )}
        {engine.type === 'starting' && (
          <div className="menu-text">{t('The inference process is starting.')}</div>
        )}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}

/** How much is kept so that a run goes on from any step at once, and what of it is there now. */
function MemoryChoice({ memory }: { memory: HeldMemory }) {
  const session = useActions()
  const chosen = memory.automatic ? undefined : memory.limit
  const limits = limitsWith(chosen)
  return (
    <>
      <DropdownMenu.Separator className="menu-line" />
      <DropdownMenu.Label className="menu-text">{t('Memory kept for instant re-runs')}</DropdownMenu.Label>
      <DropdownMenu.RadioGroup
        value={String(chosen)}
        onValueChange={(value) => {
          const limit = limits.find((one) => String(one) === value)
          void session.host.setBudget(limit)
        }}
      >
        {limits.map((limit) => (
          <DropdownMenu.RadioItem key={String(limit)} value={String(limit)} className="menu-item">
            {limitWords(limit, memory)}
            <DropdownMenu.ItemIndicator className="menu-check">✓</DropdownMenu.ItemIndicator>
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
      <div className="menu-text" data-testid="memory-held">
        {heldWords(memory)}
      </div>
    </>
  )
}

/** When a model that nobody runs is let go of. */
function IdleChoice({ minutes }: { minutes: number }) {
  const session = useActions()
  return (
    <>
      <DropdownMenu.Separator className="menu-line" />
      <DropdownMenu.Label className="menu-text">{t('Free the model’s memory when idle')}</DropdownMenu.Label>
      <DropdownMenu.RadioGroup
        value={String(minutes)}
        onValueChange={(value) => void session.host.setIdle(Number(value))}
      >
        {idleTimes.map((time) => (
          <DropdownMenu.RadioItem key={time.minutes} value={String(time.minutes)} className="menu-item">
            {t(time.title)}
            <DropdownMenu.ItemIndicator className="menu-check">✓</DropdownMenu.ItemIndicator>
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  )
}

function words(engine: EngineState): string {
  if (engine.type === 'starting') return t('starting…')
  return engine.type === 'died' ? t('inference process stopped') : providerName(engine.provider)
}
