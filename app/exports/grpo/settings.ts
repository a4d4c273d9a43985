/** Weights and caps as Python: the settings of the exported rewards. Pure. */
import { terms } from '../../rewards/reward'
import type { Scoring } from '../../rewards/variants'

const begin = '# --- settings: written by Relook ---\n'
const end = '# --- end of settings ---\n'

/** The Python of `rewards.py` with these weights and caps instead of the ones in its file. */
export function withSettings(python: string, scoring: Scoring): string {
  const from = python.indexOf(begin) + begin.length
  const to = python.indexOf(end)
  return `${python.slice(0, from)}${settingsPython(scoring)}${python.slice(to)}`
}

function settingsPython(scoring: Scoring): string {
  const lines = terms.map((term) => {
    const { reward, weight, cap } = scoring.terms[term]
    return `    "${term}": {"reward": "${reward.id}", "weight": ${weight}, "cap": ${cap ?? 'None'}},\n`
  })
  return `SETTINGS = {\n${lines.join('')}}\n`
}
