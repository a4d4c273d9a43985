/** The samples as a short list, for when a project is open. */
import { Section } from '../parts/Section'
import { useActions, useSession } from '../use-session'
import { t } from '../language/text'

/** Each opens as a new project with its question. */
export function SampleList() {
  const session = useActions()
  const samples = useSession((s) => s.host.samples)
  if (samples.length === 0) return null
  return (
    <Section id="samples" title={t('Samples')} open={false}>
      <ul className="list">
        {samples.map((sample) => (
          <li key={sample.file} className="row project-row">
            <button
              type="button"
              className="row-main"
              onClick={() => void session.document.openSample(sample.file, sample.question)}
            >
              <img className="project-thumb" src={sample.url} alt="" loading="lazy" />
              <span className="project-text">
                <span className="project-title">{sample.title}</span>
                <span className="muted small-text clip">{sample.question}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
