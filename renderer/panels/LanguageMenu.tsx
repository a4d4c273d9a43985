/** The language of the window: the system's, or one that is chosen here. */
import { DropdownMenu } from 'radix-ui'
import { TakesKeys } from '../controls/TakesKeys'
import { languages, languageChoice } from '../language/languages'
import { t } from '../language/text'
import { Icon } from '../parts/Icon'
import { Tip } from '../parts/Tip'
import { useActions, useSession } from '../use-session'

/** A button of the header with the list of languages, each in its own words. */
export function LanguageMenu() {
  const session = useActions()
  const chosen = useSession((s) => s.view.language)
  return (
    <DropdownMenu.Root modal={false}>
      <Tip text={t('Language')}>
        <DropdownMenu.Trigger className="icon-button" aria-label={t('Language')} data-testid="language">
          <Icon name="language" />
        </DropdownMenu.Trigger>
      </Tip>
      <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
        <TakesKeys />
        <DropdownMenu.RadioGroup
          value={chosen}
          onValueChange={(value) => session.view.setLanguage(languageChoice(value))}
        >
          <DropdownMenu.RadioItem value="system" className="menu-item">
            {t('System language')}
            <DropdownMenu.ItemIndicator className="menu-check">✓</DropdownMenu.ItemIndicator>
          </DropdownMenu.RadioItem>
          {languages.map(({ id, name }) => (
            <DropdownMenu.RadioItem key={id} value={id} className="menu-item">
              <span lang={id} translate="no">
                {name}
              </span>
              <DropdownMenu.ItemIndicator className="menu-check">✓</DropdownMenu.ItemIndicator>
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}
