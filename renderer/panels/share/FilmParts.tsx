/** What is asked about a film: how wide, how fast, how smooth, in which colours, with which labels. */
import { filmLimits } from '../../../app/host/sharing'
import { NumberField } from '../../parts/NumberField'
import { speeds } from '../../session/player/pace'
import type { ShareForm } from '../../session/share/share-state'
import { useActions } from '../../use-session'
import { t } from '../../language/text'
import { shareWords } from '../../words/sharing'
import { Field, SelectField } from '../../parts/Field'
import { LabelsField, ThemeField } from './FigureParts'

const widths = ['480', '640', '960', '1280', '1920'] as const
const paces = speeds.map((speed) => String(speed))

/** The rows of a film. */
export function FilmParts({ form: { film } }: { form: ShareForm }) {
  const { change } = useActions().share
  const put = (part: Partial<ShareForm['film']>) => change({ film: { ...film, ...part } })
  const { least, most } = filmLimits.rate
  return (
    <>
      <SelectField
        title={t(shareWords.width)}
        value={widths.find((w) => w === String(film.width)) ?? '640'}
        options={widths.map((value) => ({ value, words: `${value} × ${(Number(value) * 9) / 16}` }))}
        onChange={(width) => put({ width: Number(width) })}
      />
      <SelectField
        title={t(shareWords.speed)}
        value={String(film.speed)}
        options={paces.map((value) => ({ value, words: shareWords.times(Number(value)) }))}
        onChange={(speed) => put({ speed: Number(speed) })}
      />
      <Field title={t(shareWords.rate)}>
        <NumberField
          label={t(shareWords.rate)}
          value={film.rate}
          min={least}
          max={most}
          onChange={(rate) => put({ rate: Math.round(rate) })}
        />
      </Field>
      <ThemeField theme={film.theme} onChange={(theme) => put({ theme })} />
      <LabelsField on={film.labels} onChange={(labels) => put({ labels })} />
    </>
  )
}
