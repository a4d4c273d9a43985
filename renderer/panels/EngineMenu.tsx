/** What the models run on, and choosing it. Says so calmly when the inference process died. */
import { DropdownMenu } from 'radix-ui'
import type { EngineState, HeldMemory } from '../../app/host'
import { Icon } from '../parts/Icon'
import { heldWords, idleTimes, limitsWith, limitWords, providerName } from '../words/engine'
import { useActions, useSession } from '../use-session'
import { MenuChoice, MenuList } from '../controls/Menu'
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
      <MenuList>
        {engine.type === 'died' && (
          <div className="menu-text">
            {heard(engine.failure.message)}{' '}
            {t('Everything written so far is kept; the next run starts it again.')}
          </div>
        )}
        {engine.type === 'ready' && (
          <MenuChoice
            value={engine.wanted}
            options={(['auto', ...engine.available] as const).map((p) => ({
              value: p,
              words: providerName(p),
            }))}
            onChange={(provider) => void session.host.setProvider(provider)}
          />
        )}
        {engine.type === 'ready' && <MemoryChoice memory={engine.memory} />}
        {engine.type === 'ready' && <IdleChoice minutes={engine.idleMinutes} />}
        {engine.type === 'ready' && engine.note !== undefined && (
          <div className="menu-text">{heard(engine.note)}</div>
        )}
        {engine.type === 'starting' && (
          <div className="menu-text">{t('The inference process is starting.')}</div>
        )}
      </MenuList>
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
      <MenuChoice
        value={String(chosen)}
        options={limits.map((limit) => ({ value: String(limit), words: limitWords(limit, memory) }))}
        onChange={(value) => void session.host.setBudget(limits.find((limit) => String(limit) === value))}
      />
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
      <MenuChoice
        value={String(minutes)}
        options={idleTimes.map((time) => ({ value: String(time.minutes), words: t(time.title) }))}
        onChange={(value) => void session.host.setIdle(Number(value))}
      />
    </>
  )
}

function words(engine: EngineState): string {
  if (engine.type === 'starting') return t('starting…')
  return engine.type === 'died' ? t('inference process stopped') : providerName(engine.provider)
}
