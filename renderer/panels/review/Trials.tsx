/** Crop interventions of the selected look: what the model answers when it is shown something else there. */
import { useState } from 'react'
import { msg, type Message } from '../../../app/message'
import { effectOf, verdictOfTrials, type TrialEffect } from '../../../app/checks/trial'
import type { TrialState } from '../../../app/host/reviews'
import { lookOf, selectedRows } from '../../session/document/rows'
import type { State } from '../../session/state'
import { Button, LinkButton } from '../../parts/Button'
import { useActions, useBranch, useSession } from '../../use-session'
import { heard, t } from '../../language/text'
import { ModelPicker } from './ModelPicker'

const effectWords: Readonly<Record<TrialEffect, Message>> = {
  same: msg('same'),
  'looked-again': msg('same, after looking again'),
  changed: msg('changed'),
}

/** Which model, a button, then a table that fills. */
export function Trials() {
  const session = useActions()
  const id = useSession((s) => lookUnderTest(s)?.id)
  const number = useSession((s) => lookUnderTest(s)?.look)
  const models = useSession((s) => s.host.models)
  const wrote = useBranch((b) => b.model)
  // Only a model that speaks the branch's language can go on.
  const speaks = useBranch((b) => b.dialect)
  const [chosen, setChosen] = useState<string>()
  const able = models.filter((m) => m.dialect === speaks)
  const model = [chosen, wrote].find((id) => able.some((m) => m.id === id)) ?? able[0]?.id
  const trials = useSession((s) => s.checks.trials)
  const mine = trials !== undefined && trials.look === id ? trials : undefined
  const running = mine !== undefined && !mine.over
  if (id === undefined) return null
  return (
    <section className="trial-part" aria-label={t('Crop interventions')}>
      <h3>{t('Was look {n} used?', { n: number ?? '' })}</h3>
      <p className="muted small-text">
        {t(
          'Runs on from this look with the crop blanked, shifted, swapped and enlarged, and compares the answers.',
        )}
      </p>
      {model === undefined ? (
        <NoModel />
      ) : (
        <div className="judge-row">
          {able.length > 1 && (
            <ModelPicker
              title={t('Model under test')}
              models={able}
              value={model}
              onChange={setChosen}
              disabled={running}
            />
          )}
          <Button
            small
            onClick={() => (running ? session.checks.stopTrials() : void session.checks.tryLook(id, model))}
          >
            {running ? t('Stop') : mine === undefined ? t('Test this look') : t('Test again')}
          </Button>
        </div>
      )}
      {model !== undefined && model !== wrote && (
        <p className="muted small-text">
          {t(
            '{writer} wrote this trace. {tested} is given what comes before the look and continues from there.',
            { writer: nameOf(models, wrote), tested: nameOf(models, model) },
          )}
        </p>
      )}
      {mine !== undefined && mine.states.length > 0 && <TrialTable states={mine.states} over={mine.over} />}
    </section>
  )
}

function NoModel() {
  return (
    <p className="muted">
      {t('No model here uses this trace’s dialect. Re-run it with one, and test that.')}
    </p>
  )
}

function TrialTable({ states, over }: { states: readonly TrialState[]; over: boolean }) {
  const session = useActions()
  const same = states.find((s) => s.kind === 'same')
  const done = states.filter((s) => s.state === 'done')
  const verdict = over ? verdictOfTrials(done) : undefined
  return (
    <>
      <table className="trials">
        <thead>
          <tr>
            <th>{t('Crop')}</th>
            <th>{t('Answer')}</th>
            <th>{t('Compared to “unchanged”')}</th>
          </tr>
        </thead>
        <tbody>
          {states.map((s) => (
            <tr key={s.kind} data-state={s.state}>
              <td>
                {s.branch === undefined ? (
                  s.name
                ) : (
                  <LinkButton onClick={() => s.branch && session.selection.branch(s.branch)}>
                    {s.name}
                  </LinkButton>
                )}
              </td>
              <td>{answerWords(s)}</td>
              <td>{s.kind === 'same' || s.state !== 'done' ? '' : t(effectWords[effectOf(s, same)])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {verdict !== undefined && (
        <p className="trial-verdict" data-used={verdict.used} role="status">
          {heard(verdict.sentence)}
        </p>
      )}
    </>
  )
}

function answerWords({ state, answer, failure }: TrialState): string {
  switch (state) {
    case 'waiting':
      return t('waiting')
    case 'running':
      return t('running…')
    case 'failed':
      return failure === undefined ? t('failed') : heard(failure.message)
    case 'done':
      return answer ?? t('(no answer)')
  }
}

/** The selected look, else the first that was given a crop. */
function lookUnderTest(state: State) {
  const rows = selectedRows(state)
  const selected = lookOf(rows, state.selection.step)
  if (selected?.seen !== undefined && selected.step !== undefined) return selected
  const first = rows.find((r) => r.type === 'look' && r.seen !== undefined && r.step !== undefined)
  return first?.type === 'look' ? first : undefined
}

function nameOf(models: State['host']['models'], id: string | undefined): string {
  return models.find((m) => m.id === id)?.name ?? id ?? t('Another model')
}
