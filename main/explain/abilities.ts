/** The contract's lines about why a branch answers as it does. What is found is a change of the project. Knows no transport. */
import { intervene, keeperOf, shownLook } from '../../app/explain/intervene'
import { fewestCells, mostCells } from '../../app/explain/map'
import { smallestCrop } from '../../app/explain/minimal'
import { mostAsked, occlude } from '../../app/explain/occlude'
import { scorerOf } from '../../app/explain/scorer'
import { answerSpans, upToSpan, wordsOfSpans } from '../../app/explain/span'
import { messagesOf, scoreOf, type Subject } from '../../app/explain/subject'
import { Failure, throwIfCancelled } from '../../app/failure'
import { boxOf, fullBox } from '../../app/geometry/box'
import { given } from '../../app/given'
import type { HostImplementation } from '../../app/host'
import type { explainContract, OcclusionEvent, OcclusionRequest } from '../../app/host/explain'
import type { PromptPart } from '../../app/reasoning/model'
import type { Evidence, StepSpan } from '../../app/trace/evidence'
import type { Engine } from '../models/engine'
import type { LiveProject } from '../store/live'
import type { Store } from '../store/store'
import type { CollectionServices } from '../collections/compose'
import { collectionSources } from '../exporting/collection-source'
import { triageTraces } from './triage'
import { createAttention } from './attention'
import { subjectOf } from './subject'

/** What explaining stands on. */
export interface ExplainHost {
  readonly engine: Pick<Engine, 'models' | 'model'>
  readonly store: Pick<Store, 'projects'>
  readonly collections: Pick<CollectionServices, 'collections'>
  readonly newId: () => string
  readonly now: () => number
}

type Abilities = Pick<HostImplementation, keyof typeof explainContract>

/** The implementation of the explaining part of the contract. */
export function explainAbilities(host: ExplainHost): Abilities {
  const never = new AbortController().signal
  const attention = createAttention()
  return {
    spanScore: (ask) => {
      const scored = held(host, ask, async function* ({ subject }) {
        if (scoreOf(subject) === undefined) return yield null
        const spans = spansOf(subject, ask.span)
        const { score, tokens } = await scorerOf(subject, { cover: 'grey', spans }, never)
        yield { words: wordsOfSpans(subject.steps, spans), logprob: await score([]), tokens }
      })
      return first(scored)
    },
    triage: async function* ({ collection, query }, signal) {
      const open = collectionSources(host.collections.collections, host.store)
      yield* triageTraces(await open({ type: 'collection', collection, query }), signal)
    },
    occlusionCost: (ask) => first(held(host, ask, ({ subject }) => costOf(subject, ask))),
    occlude: (ask, signal) => held(host, ask, (on) => occluded(host, on, { ask, signal })),
    attention: (ask, signal) =>
      first(
        held(host, ask, async function* ({ subject }) {
          yield await attention(subject, ask, signal)
        }),
      ),
    intervene: (ask, signal) =>
      held(host, ask, async function* ({ subject, live }) {
        let trials: Extract<Evidence, { type: 'trials' }>['trials'] = []
        for await (trials of intervene(subject, ask.look, signal)) yield { type: 'progress', trials } as const
        const evidence = { type: 'trials', ...about(host, subject, ask), look: ask.look, trials } as const
        yield { type: 'kept', evidence: await keep(live, evidence) } as const
      }),
    smallestCrop: (ask, signal) =>
      held(host, ask, async function* ({ subject, live }) {
        const { answer, keeps } = await keeperOf(subject, ask.look, signal)
        const { region: start } = shownLook(subject.steps, ask.look).look
        let [region, asked] = [start, 1]
        for await (const found of smallestCrop(start, keeps)) {
          ;[region, asked] = [found.region, found.asked + 1]
          yield { type: 'progress', region, asked } as const
        }
        const base = about(host, subject, ask)
        const evidence = { type: 'minimal', ...base, look: ask.look, region, answer, asked } as const
        yield { type: 'kept', evidence: await keep(live, evidence) } as const
      }),
  }
}

interface On {
  readonly subject: Subject
  readonly live: LiveProject
}

interface Ask {
  readonly project: string
  readonly branch: string
  readonly model?: string
}

/** Work on a branch whose project stays open for as long. */
async function* held<T>(
  { engine, store }: ExplainHost,
  ask: Ask,
  work: (on: On) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const { live, release } = await store.projects.hold(ask.project)
  try {
    yield* work({ live, subject: await subjectOf(engine, live.state(), ask) })
  } finally {
    release()
  }
}

async function first<T>(all: AsyncIterable<T>): Promise<T> {
  for await (const one of all) return one
  throw new Failure('internal', 'Nothing came of it.')
}

function spansOf({ steps }: Subject, chosen: StepSpan | undefined): readonly StepSpan[] {
  const spans = chosen === undefined ? answerSpans(steps) : [chosen]
  if (spans.length > 0) return spans
  throw new Failure('bad-input', 'This branch has no answer to explain. Choose some of its text.')
}

async function* costOf(subject: Subject, ask: OcclusionRequest) {
  const { model, steps, view } = subject
  const spans = spansOf(subject, ask.span)
  const upTo = upToSpan(steps, spans.at(-1) as StepSpan) ?? steps
  const parts = await model.prompt(messagesOf(subject, { view, steps: upTo }))
  const isScored = scoreOf(subject) !== undefined
  const { server } = model.info
  const once = mostAsked(ask) + (ask.curves ? curveQuestions : 0)
  const each = isScored ? once * spans.length : once
  yield {
    // A server is asked for all stretches at once, and only if that fails for each of them alone.
    asked: server === undefined ? each : once,
    ...given({ apart: server === undefined || each === once ? undefined : each + 1 }),
    by: isScored ? ('scores' as const) : ('answers' as const),
    promptTokens: parts.reduce((sum, part) => sum + tokensOf(part), 0),
    ...given({ server }),
  }
}

/** Of English, roughly; a server does not say. */
const lettersPerToken = 4

/** Images count by their family's rule, which is exact. */
function tokensOf(part: PromptPart): number {
  if (part.tokens !== undefined) return part.tokens
  return part.type === 'image'
    ? part.view.grid.width * part.view.grid.height
    : Math.ceil(part.text.length / lettersPerToken)
}

/** Questions handed to a server together; it is asked as many at a time as its page says. */
const serverTogether = 8
/** Two curves of eleven points, their ends known or shared. */
const curveQuestions = 20

async function* occluded(
  host: ExplainHost,
  { subject, live }: On,
  { ask, signal }: { readonly ask: OcclusionRequest; readonly signal: AbortSignal },
): AsyncGenerator<OcclusionEvent> {
  const spans = spansOf(subject, ask.span)
  const { cover, look, side, refine, curves } = ask
  if (side < fewestCells || side > mostCells) throw new Failure('bad-input', 'That grid is too fine.')
  const scorer = await scorerOf(subject, { cover, spans, ...given({ look }) }, signal)
  const { size } = subject.image
  const asked = ask.region === undefined ? undefined : boxOf<'image'>(ask.region)
  const region = asked ?? (look === undefined ? fullBox<'image'>(size) : regionOf(subject, look))
  const { unit, tokens } = scorer
  const together = subject.model.concurrent === true ? serverTogether : 1
  const drawn = { image: size, region, side, refine, cover, unit, tokens, together }
  const plan = { ...drawn, curves: curves && unit === 'nats' }
  let map: Extract<OcclusionEvent, { type: 'progress' }>['map'] | undefined
  for await (const progress of occlude(plan, scorer.score)) {
    throwIfCancelled(signal)
    map = progress.map
    yield { type: 'progress', ...progress }
  }
  if (map === undefined) return
  const words = wordsOfSpans(subject.steps, spans)
  const evidence = {
    type: 'occlusion',
    ...about(host, subject, ask),
    spans,
    words,
    ...given({ look }),
    map,
  } as const
  yield { type: 'kept', evidence: await keep(live, evidence) }
}

/** What the look showed: its crop, which a dialect may have made larger than the region. */
function regionOf({ steps }: Subject, look: string) {
  const shown = shownLook(steps, look)
  return shown.seen.view.crop ?? shown.look.region
}

function about({ newId, now }: ExplainHost, { model }: Subject, { branch }: Ask) {
  return { id: newId(), branch, at: now(), model: model.info.id }
}

async function keep<T extends Evidence>(live: LiveProject, evidence: T): Promise<T> {
  await live.append([{ type: 'evidence-added', evidence }])
  return evidence
}
