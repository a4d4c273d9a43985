/** The right column before the first question: what the model will see of this image, and what is about to happen. */
import { dialectOf } from '../../../app/dialects'
import { toFailureData } from '../../../app/failure'
import type { ModelInfo } from '../../../app/reasoning/model'
import type { ImageRef } from '../../../app/trace/project'
import type { View } from '../../../app/trace/step'
import { useSession } from '../../use-session'
import { ImageReading } from './ImageReading'
import { SeenPicture } from './Saw'
import { heard, t } from '../../language/text'

/** Teaches by showing the model's own input. */
export function EmptyStory() {
  const image = useSession((s) => s.document.project?.image)
  const model = useSession((s) => s.host.models.find((m) => m.id === s.ask.model))
  if (image === undefined || model === undefined) return null
  const view = overviewOf(model, image)
  return (
    <div className="card empty-story">
      {typeof view === 'string' ? (
        <p className="flag">{heard(view)}</p>
      ) : (
        view && (
          <>
            <h2 className="question-text">{t('What {name} will see at first', { name: model.name })}</h2>
            <SeenPicture view={view} grid />
            <p className="muted numbers">
              {t(
                '{width} × {height} px become {width2} × {height2}: {width3} × {height3} visual tokens, one per square.',
                {
                  width: image.width,
                  height: image.height,
                  width2: view.size.width,
                  height2: view.size.height,
                  width3: view.grid.width,
                  height3: view.grid.height,
                },
              )}
            </p>
            <ImageReading />
          </>
        )
      )}
      <p className="muted">
        {t(
          'Ask a question below. You will see the model think, each region it asks for, and the crop it is given for it. Every one of them can be changed and run again.',
        )}
      </p>
    </div>
  )
}

/** The whole image as the model is shown it; a sentence where that is impossible. */
function overviewOf(model: ModelInfo, image: ImageRef): View | string | undefined {
  try {
    return dialectOf(model.dialect)?.overview(image.id, image, model.budgets)
  } catch (error) {
    return toFailureData(error).message
  }
}
