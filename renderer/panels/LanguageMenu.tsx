/** The language of the window: the system's, or one that is chosen here. */
import { DropdownMenu } from 'radix-ui'
import { MenuChoice, MenuList } from '../controls/Menu'
import { languages } from '../language/languages'
import type { LanguageChoice } from '../language/spoken'
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
      <MenuList>
        <MenuChoice<LanguageChoice>
          value={chosen}
          options={[{ value: 'system', words: t('System language') }, ...languages.map(inItself)]}
          onChange={session.view.setLanguage}
        />
      </MenuList>
    </DropdownMenu.Root>
  )
}

function inItself({ id, name }: (typeof languages)[number]) {
  const words = (
    <span lang={id} translate="no">
      {name}
    </span>
  )
  return { value: id, words }
}
