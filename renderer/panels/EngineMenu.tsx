/** What the models run on, and choosing it. Says so calmly when the inference process died. */
import { DropdownMenu } from 'radix-ui'
import type { EngineState } from '../../app/host'
import { Icon } from '../parts/Icon'
import { heldWords, providerName } from '../words/engine'
import { useSession } from '../use-session'
import { MenuChoice, MenuList } from '../controls/Menu'
import { heard, t } from '../language/text'
import { useEngineChoices, type EngineChoice } from './engine-choices'

/** The provider's name; opens the list of those that are there. */
export function EngineMenu() {
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
        {engine.type === 'ready' && <Choices engine={engine} />}
        {engine.type === 'starting' && (
          <div className="menu-text">{t('The inference process is starting.')}</div>
        )}
      </MenuList>
    </DropdownMenu.Root>
  )
}

function Choices({ engine }: { engine: EngineState & { readonly type: 'ready' } }) {
  const { provider, kept, idle } = useEngineChoices(engine)
  return (
    <>
      <MenuChoice {...provider} />
      <Section {...kept} />
      <div className="menu-text" data-testid="memory-held">
        {heldWords(engine.memory)}
      </div>
      <Section {...idle} />
      {engine.note !== undefined && <div className="menu-text">{heard(engine.note)}</div>}
    </>
  )
}

function Section({ title, ...choice }: EngineChoice) {
  return (
    <>
      <DropdownMenu.Separator className="menu-line" />
      <DropdownMenu.Label className="menu-text">{title}</DropdownMenu.Label>
      <MenuChoice {...choice} />
    </>
  )
}

function words(engine: EngineState): string {
  if (engine.type === 'starting') return t('starting…')
  return engine.type === 'died' ? t('inference process stopped') : providerName(engine.provider)
}
