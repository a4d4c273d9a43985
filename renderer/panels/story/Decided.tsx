/** What Relook does otherwise than the family's own code, on purpose: beside the image or the step it concerns. */
import { dialectOf, type Dialect } from '../../../app/dialects'
import type { Deviation as Decision } from '../../../app/dialects/dialect'
import { given } from '../../../app/given'
import { useBranch, useSession } from '../../use-session'

/** Nothing where nothing was decided. `raw`: the step's text. */
export function Decided({ about, raw = '' }: { about: Decision['about']; raw?: string }) {
  const dialect: Dialect | undefined = dialectOf(useBranch((b) => b.dialect) ?? '')
  const image = useSession((s) => s.document.project?.image)
  if (dialect?.decided === undefined || image === undefined) return null
  const { width, height, read } = image
  const on = { size: { width, height }, raw, ...given({ read }) }
  return dialect.decided
    .filter((d) => d.about === about && (d.when === undefined || d.when(on)))
    .map(({ words }) => (
      <p key={words} className="muted small-text" data-testid="decided">
        {words}
      </p>
    ))
}
