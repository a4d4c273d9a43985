/** What a new branch is called: by what was changed. Pure. */
import { beginningOf } from '../../app/beginning'
import { msg } from '../../app/message'
import { stepsOf, type Branch, type Project, type Settings } from '../../app/trace/project'
import type { Step, StepId } from '../../app/trace/step'

/** What a run was asked with. */
export interface RunQuestion {
  readonly base: Branch | undefined
  readonly step: StepId | undefined
  readonly question: string
  /** Model id and its name for people. */
  readonly model: { readonly id: string; readonly name: string }
  readonly settings: Settings
  /** What was put in place of a token. */
  readonly forced?: { readonly instead: string; readonly texts: readonly string[] }
  /** Keys of the drafts that became steps. */
  readonly used: readonly string[]
}

/** A name that says what is new, and that no other branch of the project has. */
export function branchName(project: Project, asked: RunQuestion): string {
  const plain =
    asked.base === undefined ? fromTheBeginning(project, asked) : changesOf(project, asked.base, asked)
  return newName(project, plain)
}

/** A name, with a number behind it where a branch of the project has it. */
export function newName(project: Project, plain: string): string {
  const taken = new Set(project.branches.map((b) => b.name))
  let unique = plain
  for (let n = 2; taken.has(unique); n++) unique = `${plain} (${n})`
  return unique
}

/** A run that leaves no branch is told apart from the first one. */
function fromTheBeginning(project: Project, asked: RunQuestion): string {
  const first = project.branches[0]
  return first === undefined ? 'first run' : (difference(first, asked) ?? 'run again')
}

function changesOf(project: Project, base: Branch, asked: RunQuestion): string {
  if (asked.forced !== undefined) {
    const { instead, texts } = asked.forced
    return `“${shown(texts.join(''))}” instead of “${shown(instead)}”`
  }
  const edits = asked.used.map((key) => editName(project, stepsOf(project, base), key))
  const first = edits[0]
  if (first !== undefined) return edits.length === 1 ? first : `${first} and ${edits.length - 1} more`
  const other = difference(base, asked)
  const at = asked.step === undefined ? -1 : base.path.indexOf(asked.step)
  if (at < 0) return other ?? msg('re-run')
  return other === undefined ? `re-run from step ${at + 1}` : `${other} from step ${at + 1}`
}

/** A token as a name can hold it. */
function shown(text: string): string {
  const line = text.trim() === '' ? JSON.stringify(text).slice(1, -1) : text.trim().replace(/\s+/g, ' ')
  return line.length > 30 ? `${beginningOf(line, 29)}…` : line
}

function editName(project: Project, steps: readonly Step[], key: string): string {
  const draft = project.drafts[key]
  if (draft?.type === 'look') {
    const after = steps.findIndex((s) => s.id === draft.after)
    return `new region after step ${after + 1}`
  }
  const step = steps.find((s) => s.id === key)
  if (step?.type === 'look') {
    const number = steps.filter((s) => s.type === 'look').indexOf(step) + 1
    return `moved region ${number}`
  }
  return step?.type === 'answer' ? 'edited answer' : `edited step ${steps.findIndex((s) => s.id === key) + 1}`
}

/** The first thing that differs from a branch, in words. */
function difference(base: Branch, { question, model, settings }: RunQuestion): string | undefined {
  const old = base.settings
  if (question !== base.question) return 'new question'
  if (model.id !== base.model) return model.name
  if (settings.seed !== old.seed) return msg(`seed ${settings.seed}`)
  if (settings.temperature !== old.temperature) return msg(`temperature ${settings.temperature}`)
  if ((settings.topP ?? 1) !== (old.topP ?? 1)) return `top-p ${settings.topP ?? 1}`
  if ((settings.topK ?? 0) !== (old.topK ?? 0)) return `top-k ${settings.topK ?? 0}`
  if ((settings.repetitionPenalty ?? 1) !== (old.repetitionPenalty ?? 1))
    return `repetition penalty ${settings.repetitionPenalty ?? 1}`
  if (settings.maxLooks !== old.maxLooks)
    return settings.maxLooks === 0 ? 'without looks' : `at most ${settings.maxLooks} looks`
  if (settings.maxTokens !== old.maxTokens) return `at most ${settings.maxTokens} tokens`
  return undefined
}
