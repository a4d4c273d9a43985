/** Numbers over the steps of a whole training run. A click on a step shows its groups; each line can be taken away. */
import { Slider } from 'radix-ui'
import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Curve } from '../../../app/host/rollouts'
import { Icon } from '../../parts/Icon'
import { short } from '../../words/rollouts'
import { smoothed, usualSmoothing } from '../../session/rollouts/smooth'
import { useActions, useSession } from '../../use-session'
import { plotColumnsOf, optionsOf } from './curve-plot'
import { heard, t } from '../../language/text'

/** Of the plot in CSS pixels; lower while a group is looked at. */
const [tall, low] = [168, 104]
/** Shown at first, where they are there; everything else waits in the legend. */
const first = ['total', 'accuracy', 'format', 'region', 'length', 'reward', 'right', 'score']

/** Folds away; remembered as long as the window lives. */
export function CurvePanel() {
  const curve = useSession((s) => s.rollouts.curve)
  const [open, setOpen] = useState(true)
  const [chosen, setSmoothing] = useState<number | undefined>(undefined)
  const smoothing = chosen ?? usualSmoothing(curve?.steps.length ?? 0)
  return (
    <section className="curve" aria-label={t('Reward over steps')} data-open={open}>
      <div className="curve-head">
        <button
          type="button"
          className="disclosure-title"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? 'down' : 'right'} />
          <span>{t('Reward over steps')}</span>
        </button>
        {curve !== undefined && curve.steps.length > 0 && (
          <span className="muted small-text">
            {curve.from === 'log' ? t('from the trainer’s log') : t('means of the recorded groups')}
            {', '}
            {t('{n, plural, one {# step} other {# steps}}', { n: curve.steps.length })}
          </span>
        )}
        {open && curve !== undefined && curve.steps.length > 1 && (
          <Smoothing value={smoothing} onChange={setSmoothing} />
        )}
      </div>
      {open &&
        (curve === undefined ? (
          <p className="muted pad" aria-busy="true">
            {t('Reading…')}
          </p>
        ) : curve.steps.length === 0 ? (
          <p className="muted pad">{t('This dump does not say which step a group is of.')}</p>
        ) : (
          <Plot curve={curve} smoothing={smoothing} />
        ))}
    </section>
  )
}

/** How much of each value comes from the steps before. */
function Smoothing({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  return (
    <div className="curve-smoothing small-text muted">
      <span aria-hidden="true">{t('Smoothing')}</span>
      <Slider.Root
        className="scrubber"
        min={0}
        max={0.99}
        step={0.01}
        value={[value]}
        onValueChange={([next]) => onChange(next ?? 0)}
        // The area's own keys would take the arrows.
        onKeyDown={(e) => e.stopPropagation()}
      >
        <Slider.Track className="scrubber-track">
          <Slider.Range className="scrubber-range" />
        </Slider.Track>
        <Slider.Thumb className="scrubber-thumb" aria-label={t('Smoothing of the curve')} />
      </Slider.Root>
      <span className="numbers curve-weight">{value === 0 ? t('off') : value.toFixed(2)}</span>
    </div>
  )
}

function Plot({ curve, smoothing }: { curve: Curve; smoothing: number }) {
  const session = useActions()
  const step = useSession((s) => s.rollouts.query.step)
  const height = useSession((s) => (s.rollouts.place === undefined ? tall : low))
  const names = useMemo(() => curve.series.map((s) => s.name), [curve])
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => hiddenAtFirst(names))
  const [pointed, setPointed] = useState<number | undefined>(undefined)
  // Drawing may lag behind the slider; the slider may not.
  const weight = useDeferredValue(smoothing)
  const box = usePlot(curve, { hidden, smoothing: weight, height }, setPointed)
  const at = pointed ?? (step === undefined ? undefined : curve.steps.indexOf(step))
  const onKeyDown = (e: KeyboardEvent) => {
    const last = curve.steps.length - 1
    if (e.key === 'ArrowRight') setPointed(Math.min(last, (at ?? -1) + 1))
    else if (e.key === 'ArrowLeft') setPointed(Math.max(0, (at ?? 1) - 1))
    else if (e.key === 'Enter' && at !== undefined && curve.steps[at] !== undefined)
      session.rollouts.narrow({ step: curve.steps[at] })
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  const shown = names.filter((n) => !hidden.has(n)).map(heard)
  return (
    <>
      <div
        ref={box}
        className="curve-plot"
        style={{ height }}
        role="img"
        tabIndex={0}
        aria-label={t(
          'Curve of {value} over {steps, plural, one {# step} other {# steps}}; arrows choose a step, Enter shows its groups',
          { value: shown.join(', '), steps: curve.steps.length },
        )}
        onKeyDown={onKeyDown}
      />
      <Legend {...{ curve, weight, hidden, setHidden, at: at === undefined || at < 0 ? undefined : at }} />
    </>
  )
}

interface Drawn {
  readonly hidden: ReadonlySet<string>
  readonly smoothing: number
  /** In CSS pixels. */
  readonly height: number
}

/** Draws the curve into the element of the ref, again when anything of it is another. A click on a step shows its groups. */
function usePlot(
  curve: Curve,
  { hidden, smoothing, height }: Drawn,
  onPoint: (at: number | undefined) => void,
) {
  const session = useActions()
  const theme = useSession((s) => s.view.theme)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const target = box.current
    if (target === null) return
    const sizeOf = (width: number) => ({ width: Math.max(200, width), height })
    const onChoose = (i: number) => {
      const chosen = curve.steps[i]
      if (chosen !== undefined) session.rollouts.narrow({ step: chosen })
    }
    const look = { hidden, smoothing, ...sizeOf(target.clientWidth) }
    const plot = new UPlot(
      optionsOf(curve, look, { onPoint, onChoose }),
      plotColumnsOf(curve, smoothing),
      target,
    )
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) plot.setSize(sizeOf(entry.contentRect.width))
    })
    watch.observe(target)
    // The page's theme changes after the state; colours are read from the page.
    const again = new MutationObserver(() => plot.redraw())
    again.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      watch.disconnect()
      again.disconnect()
      plot.destroy()
    }
  }, [curve, smoothing, hidden, session, theme, height, onPoint])
  return box
}

interface LegendProps {
  readonly curve: Curve
  readonly weight: number
  readonly hidden: ReadonlySet<string>
  readonly setHidden: (hidden: ReadonlySet<string>) => void
  /** The step whose values stand at the names; absent: the last. */
  readonly at: number | undefined
}

/** Each line with its value; a click takes it away or brings it back. */
function Legend({ curve: { series, steps }, weight, hidden, setHidden, at }: LegendProps) {
  const shown = useMemo(() => series.map(({ values }) => smoothed(values, weight)), [series, weight])
  const toggle = (name: string) => {
    const next = new Set(hidden)
    if (!next.delete(name)) next.add(name)
    setHidden(next)
  }
  return (
    <div className="curve-legend" role="group" aria-label={t('Lines')}>
      <span className="muted small-text numbers curve-step">
        {at === undefined ? t('last step') : t('step {step}', { step: steps[at] ?? '' })}
        {weight > 0 ? t(', smoothed') : ''}
      </span>
      {series.map(({ name }, i) => {
        const value = shown[i]?.[at ?? steps.length - 1]
        return (
          <button
            key={name}
            type="button"
            className="curve-key small-text"
            aria-pressed={!hidden.has(name)}
            data-hue={i % 8}
            onClick={() => toggle(name)}
          >
            <span className="curve-line" aria-hidden="true" />
            <SeriesName name={name} />
            <span className="numbers muted">{typeof value === 'number' ? short(value) : '–'}</span>
          </button>
        )
      })}
    </div>
  )
}

/** Ours in the window's language; a column of the trainer as its file has it. */
function SeriesName({ name }: { name: string }) {
  const words = heard(name)
  return words === name ? <span translate="no">{name}</span> : <>{words}</>
}

function hiddenAtFirst(names: readonly string[]): ReadonlySet<string> {
  const wanted = names.filter((name) => first.some((f) => name === f || name.endsWith(`/${f}`)))
  const kept = wanted.length > 0 ? wanted : names.slice(0, 4)
  return new Set(names.filter((name) => !kept.includes(name)))
}
