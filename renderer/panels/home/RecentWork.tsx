/** What was worked on last, on the home page: a few projects and files of traces, one click away. */
import { SmallImage } from '../../parts/SmallImage'
import { Icon } from '../../parts/Icon'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'

/** More than this is in the left column. */
const [mostProjects, mostFiles] = [4, 2]

/** Nothing at the first start. */
export function RecentWork() {
  const session = useActions()
  const projects = useSession((s) => s.host.projects)
  const files = useSession((s) => s.collections.list)
  const [work, traces] = [(projects ?? []).slice(0, mostProjects), (files ?? []).slice(0, mostFiles)]
  if (work.length + traces.length === 0) return null
  return (
    <section className="home-part" aria-label={t('Go on with')}>
      <h2 className="home-title">{t('Go on with')}</h2>
      <ul className="recent-work">
        {work.map(({ id, title, image, question, answer }) => (
          <li key={id}>
            <button type="button" className="recent-item" onClick={() => session.document.open(id)}>
              <SmallImage className="recent-sign" id={image.id} />
              <span className="project-text">
                <span className="clip">{title}</span>
                <span className="muted small-text clip">{answer ?? question}</span>
              </span>
            </button>
          </li>
        ))}
        {traces.map(({ id, name, count }) => (
          <li key={id}>
            <button type="button" className="recent-item" onClick={() => session.collections.open(id)}>
              <span className="recent-sign">
                <Icon name="list" />
              </span>
              <span className="project-text">
                <span className="clip">{name}</span>
                <span className="muted small-text clip">
                  {t('{n, plural, one {# trace} other {# traces}}', { n: count })}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
