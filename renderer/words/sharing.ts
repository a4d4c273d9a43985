/** What sharing says. Pure. */
import type { OpenedProject } from '../../app/host/collections'
import { msg } from '../../app/message'
import { t } from '../language/text'

/** What became of the projects of a Relook file; undefined where the window shows all there is to say. */
export function openedWords(opened: readonly OpenedProject[]): string | undefined {
  if (opened.length > 1)
    return t('{n, number} projects were opened; the others are among your projects.', { n: opened.length })
  return opened[0]?.known === true
    ? t('You have opened this file before: here is that project, with what was changed about it since.')
    : undefined
}

/** The words of the share dialog. */
export const shareWords = {
  title: msg('Share'),
  format: msg('As what'),
  formats: {
    html: {
      name: msg('HTML page'),
      about: msg(
        'One file that opens in any browser, without a network: image, steps, crops, branches, playing.',
      ),
    },
    relook: {
      name: msg('Relook file'),
      about: msg('For another Relook: everything, with reviews and undo. Opens by drop or double click.'),
    },
    site: { name: msg('Site'), about: msg('A folder for any web host: list, search, links to steps.') },
    png: { name: msg('PNG image'), about: msg('A figure as pixels, for documents and posts.') },
    svg: { name: msg('SVG image'), about: msg('A figure as vectors; its words stay text.') },
    pdf: { name: msg('PDF'), about: msg('A figure for a paper, with its fonts inside.') },
    gif: { name: msg('GIF film'), about: msg('The playback with its camera, for any page or chat.') },
    mp4: { name: msg('MP4 film'), about: msg('The same as a video, for slides.') },
    webm: { name: msg('WebM film'), about: msg('The same as a video, for web pages.') },
  },
  figure: msg('Figure of'),
  figures: {
    image: msg('the annotated image'),
    step: msg('one step with its crop'),
    story: msg('the whole story'),
  },
  step: msg('Step'),
  stepNote: msg('0: the last look that got a crop'),
  scale: msg('Size'),
  times: (scale: number) => t('{scale, number}×', { scale }),
  theme: msg('Colours'),
  themes: { light: msg('light'), dark: msg('dark') },
  labels: msg('Numbers and names at the boxes'),
  width: msg('Width'),
  speed: msg('Speed'),
  rate: msg('Frames a second'),
  films: {
    nothing: msg('No trace is open.'),
    codec: (codec: string) =>
      t(
        'This browser has no H.264: the video is in {codec}, which browsers play, but not every slide program.',
        { codec },
      ),
    missing: (count: number) =>
      t(
        '{count, plural, one {# image was not found; its place is empty.} other {# images were not found; their places are empty.}}',
        {
          count,
        },
      ),
  },
  what: msg('What'),
  whats: { trace: msg('this trace'), file: msg('the traces of the list, as it is filtered') },
  name: msg('Name'),
  branches: msg('Branches'),
  allBranches: msg('all, to be compared'),
  shownBranch: msg('only the one that is shown'),
  words: msg('Words'),
  corrected: msg('with what people changed, marked'),
  changed: msg('with what people changed'),
  original: msg('as the model wrote them'),
  images: msg('Images'),
  pixels: msg('pixels on the longer side at most'),
  left: msg('Reviews, prompts, other fields of the file, names of people and folders stay here.'),
  whole: msg(
    'All branches, corrections, reviews with their names, and the images as they are. Folders of this machine stay here.',
  ),
  start: msg('Share'),
  cancel: msg('Cancel'),
  progress: msg('Progress'),
  of: (done: number, total: number) => t('{done, number} of {total, number}', { done, total }),
  done: (made: { readonly traces: number; readonly images: number; readonly size: string }) =>
    t(
      'Done: {traces, plural, one {# trace} other {# traces}}, {images, plural, one {# image} other {# images}}, {size}.',
      { ...made },
    ),
  leftOut: (count: number, reason: string) => t('{count, number} left out: {reason}', { count, reason }),
  download: (name: string) => t('Download {name}', { name }),
} as const
