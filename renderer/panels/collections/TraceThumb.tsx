/** The image of a trace in its row: asked for when the row has stayed in view for a moment, not while one scrolls by. */
import { useEffect, useState } from 'react'
import { thumbAddress } from '../../../app/addresses'
import type { TraceRow } from '../../../app/host/collections'
import { useSession } from '../../use-session'
import { Icon } from '../../parts/Icon'

/** Milliseconds a row has to stay. */
const stay = 150

/** Its place is kept where there is no image: rows do not jump. */
export function TraceThumb({ row }: { row: TraceRow }) {
  const collection = useSession((s) => s.collections.id)
  const [seen, setSeen] = useState(false)
  const [broken, setBroken] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSeen(true), stay)
    return () => clearTimeout(timer)
  }, [])
  if (row.missing || broken)
    return (
      <span className="trace-thumb none" aria-hidden="true">
        <Icon name="picture" />
      </span>
    )
  if (!seen || collection === undefined) return <span className="trace-thumb" aria-hidden="true" />
  return (
    <img
      className="trace-thumb"
      src={thumbAddress({ collection, row: row.row, project: row.project })}
      alt=""
      decoding="async"
      draggable={false}
      onError={() => setBroken(true)}
    />
  )
}
