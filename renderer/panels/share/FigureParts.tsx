/** What is asked about a figure: of what, which step, how large, in which colours, with which labels. */
import { figureKinds } from '../../../app/figures/look'
import { NumberField } from '../../parts/NumberField'
import type { ShareForm } from '../../session/share/share-state'
import { useActions } from '../../use-session'
import { t } from '../../language/text'
import { shareWords } from '../../words/sharing'
import { Field, SelectField } from '../../parts/Field'

const scales = ['1', '2', '3', '4'] as const
const themes = ['light', 'dark'] as const

/** The rows of a figure. */
export function FigureParts({ form: { figure } }: { form: ShareForm }) {
  const { change } = useActions().share
  const put = (part: Partial<ShareForm['figure']>) => change({ figure: { ...figure, ...part } })
  return (
    <>
      <SelectField
        title={t(shareWords.figure)}
        value={figure.of}
        options={figureKinds.map((value) => ({ value, words: t(shareWords.figures[value]) }))}
        onChange={(of) => put({ of })}
      />
      {figure.of === 'step' && (
        <Field title={t(shareWords.step)} note={t(shareWords.stepNote)}>
          <NumberField
            label={t(shareWords.step)}
            value={figure.step}
            min={0}
            max={1_000_000}
            onChange={(step) => put({ step: Math.round(step) })}
          />
        </Field>
      )}
      <SelectField
        title={t(shareWords.scale)}
        value={scales.find((s) => s === String(figure.scale)) ?? '2'}
        options={scales.map((value) => ({ value, words: shareWords.times(Number(value)) }))}
        onChange={(scale) => put({ scale: Number(scale) })}
      />
      <ThemeField theme={figure.theme} onChange={(theme) => put({ theme })} />
      <LabelsField on={figure.labels} onChange={(labels) => put({ labels })} />
    </>
  )
}

/** Light or dark. */
export function ThemeField({
  theme,
  onChange,
}: {
  theme: 'light' | 'dark'
  onChange: (theme: 'light' | 'dark') => void
}) {
  return (
    <SelectField
      title={t(shareWords.theme)}
      value={theme}
      options={themes.map((value) => ({ value, words: t(shareWords.themes[value]) }))}
      onChange={onChange}
    />
  )
}

/** Numbers and names at the boxes, or not. */
export function LabelsField({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  return (
    <Field title="">
      <label className="share-check">
        <input type="checkbox" checked={on} onChange={(e) => onChange(e.target.checked)} />
        {t(shareWords.labels)}
      </label>
    </Field>
  )
}
