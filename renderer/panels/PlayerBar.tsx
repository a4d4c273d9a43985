/** Plays a trace back and steps through it. Shows what is stored; no model is asked. */
import { Slider } from 'radix-ui'
import { memo } from 'react'
import { CommandButton } from '../controls/CommandButton'
import { Tip } from '../parts/Tip'
import { hueOf, type Row } from '../session/document/rows'
import { scrubMarks } from '../session/player/scrub-marks'
import { rowTypeWord } from '../words/trace'
import { useActions, useRows, useSession, useSpoken } from '../use-session'
import { t } from '../language/text'

/** Side of the thumb, as in the style sheet. */
const thumbSide = 14

/** Step back, play, step on, a scrubber with a mark per step, speed. */
export function PlayerBar() {
  const session = useActions()
  const rows = useRows()
  const step = useSession((s) => s.selection.step)
  const playing = useSession((s) => s.player.playing)
  const at = rows.findIndex((r) => r.id === step)
  const place = at < 0 ? rows.length : at + 1
  const scrub = ([value]: number[]) => {
    const row = rows[(value ?? 1) - 1]
    session.player.pause()
    if (row !== undefined) session.selection.step(row.id)
  }
  return (
    <div
      className="player"
      data-testid="player"
      role="group"
      aria-label={t('Playback')}
      data-empty={rows.length === 0}
    >
      <CommandButton id="previous-step" icon="back" />
      <CommandButton
        id="play"
        icon={playing ? 'pause' : 'play'}
        className="icon-button play"
        pressed={playing}
      />
      <CommandButton id="next-step" icon="next" />
      <Slider.Root
        className="scrubber"
        min={1}
        max={Math.max(rows.length, 1)}
        step={1}
        value={[Math.max(place, 1)]}
        disabled={rows.length < 2}
        onValueChange={scrub}
      >
        <Slider.Track className="scrubber-track">
          <Slider.Range className="scrubber-range" />
          <Marks rows={rows} />
        </Slider.Track>
        <Slider.Thumb className="scrubber-thumb" aria-label={t('Step')} />
      </Slider.Root>
      <span className="player-place" aria-live="off">
        {rows.length === 0 ? '–' : `${place} / ${rows.length}`}
      </span>
      <Speed disabled={rows.length === 0} />
      <CommandButton id="present" icon="screen" />
    </div>
  )
}

function Speed({ disabled }: { disabled: boolean }) {
  const session = useActions()
  const speed = useSession((s) => s.player.speed)
  return (
    <Tip text={t('Playback speed')} keys="]">
      <button
        type="button"
        className="icon-button speed"
        aria-label={t('Playback speed {speed}×', { speed })}
        disabled={disabled}
        onClick={() => session.player.changeSpeed(speed >= 4 ? -1 : 1)}
      >
        {speed}×
      </button>
    </Tip>
  )
}

/** Not drawn again while one steps. */
const Marks = memo(function Marks({ rows }: { rows: readonly Row[] }) {
  useSpoken()
  return scrubMarks(rows).map(({ row, share }) => <Mark key={row.id} row={row} share={share} />)
})

function Mark({ row, share }: { row: Row; share: number }) {
  return (
    <span
      className="scrubber-mark"
      data-type={row.type}
      data-hue={row.type === 'look' ? hueOf(row.look) : undefined}
      title={`${row.number} ${rowTypeWord(row)}`}
      // The thumb stays inside the track; marks stand where its middle comes to stand.
      style={{ left: `calc(${share * 100}% + ${thumbSide * (0.5 - share)}px)` }}
    />
  )
}
