/** What can be set of the inference process, for its menu and for the settings. */
import type { EngineState, Provider } from '../../app/host'
import { t } from '../language/text'
import { useActions } from '../use-session'
import { idleTimes, limitsWith, limitWords, providerName } from '../words/engine'

/** A choice as a list of choices takes it. */
export interface EngineChoice {
  readonly title: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly words: string }[]
  readonly onChange: (value: string) => void
}

/** What it runs on, what it keeps, and when it lets go of a model. */
export function useEngineChoices({
  wanted,
  available,
  memory,
  idleMinutes,
}: EngineState & { readonly type: 'ready' }) {
  const { host } = useActions()
  const providers: readonly Provider[] = ['auto', ...available]
  const limit = memory.automatic ? undefined : memory.limit
  const limits = limitsWith(limit)
  const provider: EngineChoice = {
    title: t('Models run on'),
    value: wanted,
    options: providers.map((p) => ({ value: p, words: providerName(p) })),
    onChange: (value) => void host.setProvider(providers.find((p) => p === value) ?? 'auto'),
  }
  const kept: EngineChoice = {
    title: t('Memory kept for instant re-runs'),
    value: String(limit),
    options: limits.map((n) => ({ value: String(n), words: limitWords(n, memory) })),
    onChange: (value) => void host.setBudget(limits.find((n) => String(n) === value)),
  }
  const idle: EngineChoice = {
    title: t('Free the model’s memory when idle'),
    value: String(idleMinutes),
    options: idleTimes(idleMinutes),
    onChange: (value) => void host.setIdle(Number(value)),
  }
  return { provider, kept, idle }
}
