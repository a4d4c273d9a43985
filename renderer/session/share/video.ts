/** Making a film in the window: what is told while it is made. Knows no encoder. */
import { createChannel } from '../../../app/async'
import { Failure } from '../../../app/failure'
import { fileNameFrom } from '../../../app/file-name'
import { videoFormats, type ShareEvent, type VideoFormat } from '../../../app/host/sharing'
import { storyOf } from '../../../app/story/story'
import { selectedBranch } from '../document/rows'
import type { Context, Video } from '../context'
import type { State } from '../state'
import { shareWords } from '../../words/sharing'
import { t } from '../../language/text'

/** Makes it; ends with the address of what was made, or a failure. */
export async function* videoEvents(
  context: Context,
  format: VideoFormat,
  signal: AbortSignal,
): AsyncGenerator<ShareEvent> {
  const { film, title } = context.get().share.form
  const story = shownStory(context.get())
  const events = createChannel<ShareEvent>(signal)
  const work = context.makeVideo({
    ...{ story, film, format, signal },
    progress: (done, total) => events.push({ type: 'progress', done, total }),
  })
  void work.then(
    (video) => {
      events.push(doneEvent(video, `${fileNameFrom(title, 'film')}${endingOf(format)}`))
      events.end()
    },
    (error: unknown) => events.fail(error),
  )
  yield* events
}

function endingOf(format: VideoFormat): string {
  return videoFormats.find((f) => f.id === format)?.ending ?? ''
}

/** The branch that is shown. @throws Failure `bad-input` where there is none. */
function shownStory(state: State) {
  const { project } = state.document
  const branch = selectedBranch(state)
  if (project === undefined || branch === undefined)
    throw new Failure('bad-input', t(shareWords.films.nothing))
  return storyOf(state.share.form.original ? { ...project, drafts: {} } : project, branch)
}

function doneEvent({ blob, images, missing, codec }: Video, name: string): ShareEvent {
  const notes = [
    ...(name.endsWith('.mp4') && codec !== 'avc' ? [shareWords.films.codec(codec.toUpperCase())] : []),
    ...(missing > 0 ? [shareWords.films.missing(missing)] : []),
  ]
  const download = URL.createObjectURL(blob)
  return { type: 'done', name, download, bytes: blob.size, traces: 1, images, left: {}, notes }
}
