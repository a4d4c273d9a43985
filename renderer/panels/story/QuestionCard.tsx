/** How a branch begins: the question, and the whole image as the model sees it. */
import { useBranch, useRows, useSession } from '../../use-session'
import { viewAddress } from '../../../app/addresses'
import { leftOutWords } from '../../../app/trace/left-out'
import { Icon } from '../../parts/Icon'
import { mannerWords, sizeWords } from '../../words/trace'
import { lacksPicture } from '../collections/MissingPicture'
import { Disclosure } from '../../parts/Disclosure'
import { Decided } from './Decided'
import { ImageReading } from './ImageReading'
import { QuestionText } from './QuestionText'
import { Saw } from './Saw'
import { t } from '../../language/text'

/** Head of the story. */
export function QuestionCard() {
  const question = useBranch((b) => b.question)
  const view = useBranch((b) => b.view)
  const size = useSession((s) => s.document.project?.image)
  const empty = useRows().length === 0
  const blind = useSession(lacksPicture)
  const shown = question === undefined || question === '' ? t('No question in the file') : question
  const manner = useBranch(mannerWords)
  const leftOut = useBranch((b) => b.leftOut)
  if (view === undefined || size === undefined) return null
  if (blind) {
    return (
      <div className="card question-card">
        <QuestionText key={shown} text={shown} />
      </div>
    )
  }
  return (
    <div className="card question-card">
      <QuestionText key={shown} text={shown} />
      <div className="question-seen">
        <img className="thumb" src={viewAddress(view)} alt="" />
        <div>
          <div className="numbers">{sizeWords(view)}</div>
          <div className="muted small-text">
            {t('the whole image as the model sees it, of {width} × {height}', {
              width: size.width,
              height: size.height,
            })}
          </div>
        </div>
      </div>
      <ImageReading />
      <Decided about="image" />
      {leftOut !== undefined && (
        <p className="small-text question-lacks">
          <Icon name="warning" /> {t(leftOutWords[leftOut])}
        </p>
      )}
      {manner !== undefined && <p className="muted small-text">{manner}</p>}
      {!empty && (
        <Disclosure title={t('What the model saw first')}>
          <Saw view={view} />
        </Disclosure>
      )}
    </div>
  )
}
