/** How the window looks: theme, language, size of texts. */
import { languageChoice, languages } from '../../language/languages'
import { t } from '../../language/text'
import { textSizes } from '../../session/view/view-state'
import { useActions, useSession } from '../../use-session'
import { SettingSelect } from './SettingRow'

export function Looks() {
  const { view } = useActions()
  const theme = useSession((s) => s.view.theme)
  const language = useSession((s) => s.view.language)
  const size = useSession((s) => s.view.textSize)
  return (
    <>
      <SettingSelect
        title={t('Theme')}
        note={t('Menus and dialogs of the system follow it.')}
        value={theme}
        options={[
          { value: 'system', words: t('As the system') },
          { value: 'light', words: t('Light') },
          { value: 'dark', words: t('Dark') },
        ]}
        onChange={view.setTheme}
      />
      <SettingSelect
        title={t('Language')}
        value={language}
        options={[
          { value: 'system', words: t('System language') },
          ...languages.map(({ id, name }) => ({ value: id, words: name })),
        ]}
        onChange={(value) => view.setLanguage(languageChoice(value))}
      />
      <SettingSelect
        title={t('Text size')}
        note={t('Of all texts in the window; images stay as they are.')}
        value={String(size)}
        options={textSizes.map((n) => ({ value: String(n), words: t('{n} %', { n }) }))}
        onChange={(value) => {
          const chosen = textSizes.find((n) => String(n) === value)
          if (chosen !== undefined) view.setTextSize(chosen)
        }}
      />
    </>
  )
}
