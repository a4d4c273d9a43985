/** Many changes in order: a journal, or what came in one frame. Pure. */
import { applyChange, createProject, draftEdit, type Change } from './change'
import type { Project } from './project'
import { drafted, type DraftEdit } from './undo'

/**
 * The project after many changes, as one after the other would leave it. Of those that come in rows, streamed text and edits of drafts,
 * a row is applied at once: each of them alone copies everything there is.
 */
export function applyChanges(project: Project, changes: readonly Change[]): Project {
  let now = project
  let edits: DraftEdit[] = []
  const edited = () => {
    if (edits.length > 0) now = { ...now, ...drafted(now, edits) }
    edits = []
  }
  for (const change of joinStreamed(changes)) {
    if (change.type === 'drafted' || change.type === 'drafted-all') edits.push(draftEdit(change))
    else {
      edited()
      now = applyChange(now, change)
    }
  }
  edited()
  return now
}

/** The project that a journal tells of; undefined when it does not begin with a creation. */
export function replay([creation, ...changes]: readonly Change[]): Project | undefined {
  return creation?.type === 'project-created' ? applyChanges(createProject(creation), changes) : undefined
}

/** Neighbouring `streamed` changes of one branch as one. */
export function joinStreamed(changes: readonly Change[]): readonly Change[] {
  const joined: Change[] = []
  let texts: Extract<Change, { type: 'streamed' }>[] = []
  const end = () => {
    const [first] = texts
    if (first === undefined) return
    const text = texts.map((change) => change.text).join('')
    joined.push({ ...first, text, tokens: texts.flatMap((change) => change.tokens) })
    texts = []
  }
  for (const change of changes) {
    if (change.type !== 'streamed' || change.branch !== texts[0]?.branch) end()
    if (change.type === 'streamed') texts.push(change)
    else joined.push(change)
  }
  end()
  return joined
}
