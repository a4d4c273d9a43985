/**
 * The first Molmo: `<point x="63.5" y="44.5" alt="…">…</point>`, several as `<points x1= y1= x2= …>`; percent, one decimal. It only
 * points: a person's region is told by its middle.
 * Source of every rule: allenai/Molmo-7B-D-0924, model card; allenai/molmo, olmo/data/data_formatter.py.
 */
import { withEntities } from './marks/entities'
import { namingDialect } from './naming'

/** Molmo: `<point x y>` in per cent, one or many. */
export const molmo = namingDialect({
  id: 'molmo',
  name: 'Molmo',
  space: 'percent',
  sees: 'whole',
  checkpoints: /molmo(?!2|point)/i,
  writes: 'points',
  writeBox: ([x = 0, y = 0], label = 'region') => {
    const name = withEntities(label)
    return `<point x="${x.toFixed(1)}" y="${y.toFixed(1)}" alt="${name}">${name}</point>`
  },
})
