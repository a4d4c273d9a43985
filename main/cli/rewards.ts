/** `relook rewards`: scores a trainer's dump of rollouts, as the paper or its released code does, or with other weights. */
import { resolve } from 'node:path'
import { Failure } from '../../app/failure'
import { scoringOf } from '../../app/rewards/settings'
import { measure, scoreGroup } from '../../app/rewards/total'
import { readGroups } from '../rollouts/read-groups'
import { withScratch } from '../store/scratch'
import type { CliCommand } from './command'
import { rewardsAsked } from './reward-options'
import { addGroup, counted, groupRecord, rewardsText, meansText, meansRecord, noMeans } from './rewards-text'
import { onePlace, readWords } from './values'

/** Scores every rollout of a dump. */
export const rewardsCommand: CliCommand = {
  name: 'rewards',
  apart: true,
  usage: 'rewards FILE [--variant paper|released] [--why] [--json]',
  about: 'Score a trainer’s rollouts: every reward term, total and advantage.',
  help: [
    'FILE              a dump of rollouts, or a folder of them: Relook’s training, verl, TRL, ms-swift',
    '--variant ID      paper, or released: as VLM-R³’s published code computes them (paper)',
    '--rewards FILE    a JSON file with weights and caps, as python -m training rgrpo --rewards takes it',
    '--why             what was found for every term, in words',
    '--json            one JSON object: settings, groups with their rollouts, summary with the means',
  ],
  run: async (words, { out, error, signal }) => {
    const options = { texts: ['variant', 'rewards'], flags: ['json', 'why'] } as const
    const { places, text, is } = readWords(words, options)
    const path = onePlace(places, 'Give the dump: relook rewards FILE. See relook rewards --help.')
    const [variant, rewards] = [text('variant'), text('rewards')]
    if (variant !== undefined && rewards !== undefined)
      throw new Failure('bad-input', 'Give --variant or --rewards: the file names its variant itself.')
    const settings = rewardsAsked(rewards ?? variant ?? 'paper')
    const scoring = scoringOf(settings)
    const json = is('json')
    return withScratch(async (folder) => {
      const dump = await readGroups(resolve(path), folder)
      try {
        if (dump.issues > 0)
          error(`relook: ${counted(dump.issues, 'record')} left out. ${dump.firstIssue ?? ''}\n`)
        let means = noMeans
        if (json)
          out(
            `{\n  "settings": ${JSON.stringify(settings)},\n  "format": ${JSON.stringify(dump.format)},\n  "groups": [`,
          )
        for await (const group of dump.each(signal)) {
          const scored = scoreGroup(
            group.rollouts.map((rollout) => measure(rollout, group)),
            scoring,
          )
          if (json) out(`${means.groups > 0 ? ',' : ''}\n    ${JSON.stringify(groupRecord(group, scored))}`)
          else out(rewardsText(group, scored, is('why')))
          means = addGroup(means, group, scored)
        }
        if (json) out(`\n  ],\n  "summary": ${JSON.stringify(meansRecord(means))}\n}\n`)
        else out(meansText(means, settings.variant))
        return 0
      } finally {
        await dump.close()
      }
    })
  },
}
