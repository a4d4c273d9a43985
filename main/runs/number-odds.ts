/**
 * How likely each value of a number of a request was, with all its digits: the model is asked for what comes next, the likeliest beginnings
 * first, which share what was read. What came of it is kept in the project, as other evidence is.
 */
import { Failure, throwIfCancelled } from '../../app/failure'
import type { HostImplementation } from '../../app/host'
import { canBeWorkedOut, keptOdds, nextDigit, workedOut } from '../../app/tokens/digits'
import { writtenNumbers } from '../../app/tokens/numbers'
import { noTree } from '../../app/tokens/tree'
import type { WorkedOut } from '../../app/trace/odds'
import { branchOf } from '../../app/trace/project'
import { treesOf, type AskingHost } from './could-have-said'

type Ask = Parameters<HostImplementation['numberOdds']>[0]

/** Alternatives of each token: all digits, and what may close a number. */
const width = 24

/** What it stands on, and who names what is kept. */
interface KeepingHost extends AskingHost {
  readonly newId: () => string
}

/**
 * The distribution as far as it is known; the last is what was kept. Who leaves before has nothing kept. @throws Failure where the number's
 * tokens are not known, or the model cannot be asked there.
 */
export async function* numberOdds(
  { engine, projects, now, newId }: KeepingHost,
  { step: id, number: index, asks, ...ask }: Ask,
  signal: AbortSignal,
): AsyncGenerator<WorkedOut> {
  const project = await projects.use(ask.project, async (live) => live.state())
  const branch = branchOf(project, ask.branch)
  const look = project.steps[id]
  if (branch === undefined || look === undefined)
    throw new Failure('not-found', 'That step is no longer on this branch.')
  const number = look.type === 'look' ? writtenNumbers(look)?.[index] : undefined
  const first = number?.tokens[0]
  if (number === undefined || first === undefined || !canBeWorkedOut(number))
    throw new Failure(
      'bad-input',
      'The tokens of this number are not known, so its digits cannot be asked for.',
    )
  const model = await engine.model(branch.model)
  const asking = { project, model, ask: { ...ask, place: { step: id, at: first.at }, width }, now }
  let known = workedOut(noTree, number)
  for await (const tree of treesOf(asking, (tree) => nextDigit(tree, number, asks), signal)) {
    known = workedOut(tree, number)
    yield known
  }
  throwIfCancelled(signal)
  const odds = keptOdds(known)
  const about = { id: newId(), branch: branch.id, at: now(), model: model.info.id, look: id, number: index }
  await projects.use(ask.project, (live) =>
    live.append([{ type: 'evidence-added', evidence: { type: 'odds', ...about, odds } }]),
  )
  yield odds
}
