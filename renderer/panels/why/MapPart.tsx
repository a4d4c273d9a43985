/** Making an occlusion map, and what it says: a sentence, a legend, the curves that hold it to account. */
import { useId } from 'react'
import type { ShownLook } from '../../../app/explain/intervene'
import type { ExplainCost } from '../../../app/host/explain'
import type { Occlusion } from '../../../app/trace/evidence'
import { chosenHere, keptMap, shownMap } from '../../session/why/words'
import { Button } from '../../parts/Button'
import { Select } from '../../parts/Field'
import { useActions, useSession } from '../../use-session'
import { HeatRamp } from './HeatRamp'
import { CommandButton } from '../../controls/CommandButton'
import { CommandKeys } from '../../controls/CommandKeys'
import { t } from '../../language/text'
import { CurvesChart } from './CurvesChart'
import { Words } from './Words'

const sides = ['4', '6', '8', '12', '16'] as const

/** The part of the card about the image. */
export function MapPart({ looks }: { looks: readonly ShownLook[] }) {
  const map = useSession(shownMap)
  const work = useSession((s) =>
    s.why.work?.type === 'map' && s.why.work.branch === s.document.branch ? s.why.work : undefined,
  )
  const cost = useSession((s) => (s.why.cost?.branch === s.document.branch ? s.why.cost?.cost : undefined))
  const words = useSession((s) => keptMap(s)?.words)
  const chosen = useSession((s) => chosenHere(s) !== undefined)
  return (
    <>
      <Words />
      <Plan looks={looks} />
      {cost !== undefined && <Cost {...cost} />}
      {work === undefined ? (
        <div className="why-row">
          <CommandButton id="why-map" className="button small" testid="why-map">
            {chosen ? t('Where do these words come from?') : t('Where does the answer come from?')}{' '}
            <CommandKeys id="why-map" />
          </CommandButton>
        </div>
      ) : (
        <Progress done={work.done} total={work.total} />
      )}
      {map !== undefined && <MapSaid map={map} words={work === undefined ? words : undefined} />}
    </>
  )
}

function Plan({ looks }: { looks: readonly ShownLook[] }) {
  const session = useActions()
  const { side, cover, look } = useSession((s) => s.why.plan)
  const name = useId()
  return (
    <div className="why-plan">
      <label htmlFor={`${name}-scope`}>{t('Hide parts of')}</label>
      <Select
        id={`${name}-scope`}
        value={look ?? ''}
        options={[
          { value: '', words: t('the whole image') },
          ...looks.map((l) => ({ value: l.look.id, words: t('look {n} only', { n: l.number }) })),
        ]}
        onChange={(id) => session.why.scope(id || undefined)}
      />
      <label htmlFor={`${name}-side`}>{t('Cells per side')}</label>
      <Select
        id={`${name}-side`}
        value={String(side)}
        options={sides.map((n) => ({ value: n, words: n }))}
        onChange={(n) => session.why.plan({ side: Number(n) })}
      />
      <label htmlFor={`${name}-cover`}>{t('Hidden by')}</label>
      <Select
        id={`${name}-cover`}
        value={cover}
        options={[
          { value: 'grey', words: t('grey') },
          { value: 'blur', words: t('blur') },
        ]}
        onChange={(chosen) => session.why.plan({ cover: chosen })}
      />
    </div>
  )
}

function Cost({ asked, apart, by, promptTokens, server }: ExplainCost) {
  const session = useActions()
  return (
    <div className="why-cost" role="status">
      <p className="small-text">
        {t('{server} will be asked up to {asked} times, about {tokens} tokens each.', {
          server: server ?? '',
          asked,
          tokens: promptTokens,
        })}{' '}
        {by === 'answers'
          ? t('It answers again each time: a cell changes the answer or does not.')
          : t('It says each time how likely the text is, and reads all of it again for that.')}
        {apart !== undefined &&
          ` ${t('Should it not tell of the whole text at once, it is asked up to {apart} times.', { apart })}`}
      </p>
      <div className="why-row">
        <Button small primary onClick={() => void session.why.beginMap()}>
          {t('Ask it')}
        </Button>
        <Button small onClick={session.why.stop}>
          {t('Cancel')}
        </Button>
      </div>
    </div>
  )
}

function Progress({ done, total }: { done: number; total: number }) {
  const session = useActions()
  return (
    <div className="why-row">
      <progress max={total} value={done} aria-label={t('Occlusion map')} />
      <span className="muted small-text">{t('{done} of {total}', { done, total })}</span>
      <Button small onClick={session.why.stop}>
        {t('Stop')}
      </Button>
    </div>
  )
}

function MapSaid({ map, words }: { map: Occlusion; words: string | undefined }) {
  const heat = useSession((s) => s.why.heat)
  const top = Math.max(0, ...map.cells.map((c) => c.drop))
  const matters = map.cells.some((c) => c.mass > 0)
  return (
    <div className="why-map" data-testid="why-said">
      <p className="small-text">
        {!matters
          ? t(
              'Hiding no single part changes what is explained: it may stand twice on the image, or not come from it.',
            )
          : map.unit === 'nats'
            ? t('The warmer a part, the less likely “{words}” becomes when it is hidden.', {
                words: words ?? '…',
              })
            : t('Hiding a coloured part changes the answer.')}
      </p>
      {matters && (
        <>
          <div className="why-legend" aria-hidden="true">
            <span>{t('no effect')}</span>
            <HeatRamp />
            <span>
              {map.unit === 'nats' ? t('−{nats} nats', { nats: top.toFixed(1) }) : t('another answer')}
            </span>
          </div>
          <div className="why-row">
            <CommandButton id="why-heat" className="button small" testid="why-heat" pressed={heat}>
              {heat ? t('Hide the heat') : t('Show the heat')} <CommandKeys id="why-heat" />
            </CommandButton>
          </div>
        </>
      )}
      {map.curves !== undefined && matters && <CurvesChart curves={map.curves} />}
      <p className="muted small-text">
        {t(
          'This shows what the written answer rests on, not what the model attended to, and not whether it is right.',
        )}
      </p>
    </div>
  )
}
