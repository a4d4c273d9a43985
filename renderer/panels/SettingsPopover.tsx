/** Sampling settings of the next run. */
import { Popover } from 'radix-ui'
import type { ComponentProps } from 'react'
import type { ModelInfo, Warping } from '../../app/reasoning/model'
import { Button } from '../parts/Button'
import { Icon } from '../parts/Icon'
import { NumberField } from '../parts/NumberField'
import { Tip } from '../parts/Tip'
import { useActions, useSession } from '../use-session'
import { TakesKeys } from '../controls/TakesKeys'
import { t } from '../language/text'

/** Numbers, each with what it means. */
export function SettingsPopover() {
  const settings = useSession((s) => s.ask.settings)
  const words = [
    settings.temperature === 0 ? t('greedy') : `T ${settings.temperature}`,
    ...(settings.temperature === 0 ? [] : [t('seed {seed}', { seed: settings.seed })]),
    ...warpingWords(settings),
    settings.maxLooks === 0
      ? t('no looks')
      : t('up to {n, plural, one {# look} other {# looks}}', { n: settings.maxLooks }),
  ]
  return (
    <Popover.Root>
      <Tip text={t('Sampling settings')}>
        <Popover.Trigger className="select" data-testid="ask-settings">
          <Icon name="gear" />
          <span className="hidden-title">{t('Sampling settings')}: </span>
          <span className="numbers">{words.join(' · ')}</span>
        </Popover.Trigger>
      </Tip>
      <Popover.Portal>
        <Popover.Content
          className="popover settings"
          aria-label={t('Sampling settings')}
          sideOffset={6}
          align="start"
          collisionPadding={8}
        >
          <TakesKeys />
          <Settings />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Settings() {
  const { ask } = useActions()
  const { temperature, seed, maxTokens, maxLooks } = useSession((s) => s.ask.settings)
  return (
    <>
      <Setting
        label={t('Temperature')}
        note={t('0 always takes the most likely token.')}
        {...{ value: temperature, min: 0, max: 5, step: 0.1 }}
        onChange={(value) => ask.setSettings({ temperature: value })}
      />
      <MoreSampling />
      <Setting
        label={t('Seed')}
        note={t('The same seed gives the same run.')}
        {...{ value: seed, min: 0, max: 2 ** 31 - 1 }}
        onChange={(value) => ask.setSettings({ seed: value })}
      />
      <Setting
        label={t('Max tokens')}
        note={t('Max new tokens per segment: up to the next look or the answer.')}
        {...{ value: maxTokens, min: 1, max: 32768, step: 16 }}
        onChange={(value) => ask.setSettings({ maxTokens: value })}
      />
      <Setting
        label={t('Max looks')}
        note={t('0 = no looks (baseline).')}
        {...{ value: maxLooks, min: 0, max: 64 }}
        onChange={(value) => ask.setSettings({ maxLooks: value })}
      />
    </>
  )
}

/** Top-p, top-k and the penalty, and what the model's own file proposes. */
function MoreSampling() {
  const session = useActions()
  const settings = useSession((s) => s.ask.settings)
  const proposed = useSession((s) => s.host.models.find((m) => m.id === s.ask.model)?.sampling)
  const { topP = 1, topK = 0, repetitionPenalty = 1 } = settings
  return (
    <>
      <Setting
        label={t('Top-p')}
        note={t('Samples from the most likely tokens that make up this share; 1 = all.')}
        {...{ value: topP, min: 0.001, max: 1, step: 0.05 }}
        onChange={(value) => session.ask.setSettings({ topP: value })}
      />
      <Setting
        label={t('Top-k')}
        note={t('Samples from this many of the most likely tokens; 0 = all.')}
        {...{ value: topK, min: 0, max: 1_000_000 }}
        onChange={(value) => session.ask.setSettings({ topK: value })}
      />
      <Setting
        label={t('Repetition penalty')}
        note={t('Makes text already written less likely, also at temperature 0; 1 = off.')}
        {...{ value: repetitionPenalty, min: 0.1, max: 10, step: 0.05 }}
        onChange={(value) => session.ask.setSettings({ repetitionPenalty: value })}
      />
      {proposed !== undefined && (
        <div className="setting">
          <div className="muted small-text">
            {t('Its generation_config.json proposes {proposed}. It is only used if you choose so.', {
              proposed: proposedWords(proposed),
            })}
          </div>
          <Button small onClick={() => session.ask.setSettings(proposed)}>
            {t('Use it')}
          </Button>
        </div>
      )}
    </>
  )
}

function proposedWords({ temperature, ...warping }: NonNullable<ModelInfo['sampling']>): string {
  return [
    ...(temperature === undefined ? [] : [t('temperature {temperature}', { temperature })]),
    ...warpingWords(warping),
  ].join(', ')
}

function warpingWords({ topP = 1, topK = 0, repetitionPenalty = 1 }: Warping): readonly string[] {
  return [
    ...(topP < 1 ? [t('top-p {topP}', { topP })] : []),
    ...(topK > 0 ? [t('top-k {topK}', { topK })] : []),
    ...(repetitionPenalty === 1 ? [] : [t('penalty {repetitionPenalty}', { repetitionPenalty })]),
  ]
}

/** A number with its name and what it means. */
function Setting({ note, ...field }: { note: string } & ComponentProps<typeof NumberField>) {
  return (
    <div className="setting">
      <div>
        <div className="setting-title">{field.label}</div>
        <div className="muted small-text">{note}</div>
      </div>
      <NumberField {...field} />
    </div>
  )
}
