/** Which weights are shown: their mean, all of them followed through, a layer, a head, or a head that is known for what it does. */
import { useId } from 'react'
import type { NamedHead, WeightSelection } from '../../../app/attention/attended'
import type { AttentionView } from '../../../app/host/explain'
import { Button } from '../../parts/Button'
import { Select } from '../../parts/Field'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'

/** The heads of the built-in model, in a word; of another model by its own name. */
function nameWords(name: string): string {
  if (name === 'pointer') return t('pointer: where to look')
  if (name === 'reader') return t('reader: what stands there')
  return name === 'copier' ? t('copier: what was written before') : name
}

/** A select, and behind a layer another for its heads. */
export function AttentionWeights({ view }: { view: AttentionView }) {
  const session = useActions()
  const selection = useSession((s) => s.attention.selection)
  const id = useId()
  const { layers, heads, named } = view
  const layer = selection.type === 'layer' || selection.type === 'head' ? selection.layer : undefined
  const name = namedOf(named, selection)
  return (
    <div className="attention-weights">
      <label htmlFor={id} className="hidden-title">
        {t('Weights')}
      </label>
      <Select
        id={id}
        value={name ?? (layer === undefined ? selection.type : `layer ${layer}`)}
        options={[
          { value: 'mean', words: t('mean of all') },
          { value: 'rollout', words: t('rollout') },
          ...named.map((head) => ({ value: head.name, words: nameWords(head.name) })),
          ...layers.map((n) => ({ value: `layer ${n}`, words: t('layer {n}', { n }) })),
        ]}
        onChange={(value) => session.attention.choose(selectionFrom(value, view))}
      />
      {layer !== undefined && name === undefined && <HeadChoice layer={layer} heads={heads} />}
      <Smooth />
    </div>
  )
}

/** Of a layer: all of its heads, or one. */
function HeadChoice({ layer, heads }: { readonly layer: number; readonly heads: number }) {
  const session = useActions()
  const selection = useSession((s) => s.attention.selection)
  return (
    <Select
      label={t('Head')}
      value={selection.type === 'head' ? String(selection.head) : ''}
      options={[
        { value: '', words: t('all heads') },
        ...Array.from({ length: heads }, (_, n) => ({ value: String(n), words: t('head {n}', { n }) })),
      ]}
      onChange={(head) =>
        session.attention.choose(
          head === '' ? { type: 'layer', layer } : { type: 'head', layer, head: Number(head) },
        )
      }
    />
  )
}

/** Whether heat is drawn token by token or between their middles. */
function Smooth() {
  const session = useActions()
  const smooth = useSession((s) => s.attention.smooth)
  return (
    <Button small aria-pressed={smooth} onClick={() => session.attention.setSmooth(!smooth)}>
      {t('smooth')}
    </Button>
  )
}

function namedOf(named: readonly NamedHead[], selection: WeightSelection): string | undefined {
  if (selection.type !== 'head') return undefined
  return named.find(({ layer, head }) => layer === selection.layer && head === selection.head)?.name
}

function selectionFrom(value: string, { named }: AttentionView): WeightSelection {
  const head = named.find(({ name }) => name === value)
  if (head !== undefined) return { type: 'head', layer: head.layer, head: head.head }
  const layer = /^layer (\d+)$/.exec(value)?.[1]
  if (layer !== undefined) return { type: 'layer', layer: Number(layer) }
  return value === 'rollout' ? { type: 'rollout' } : { type: 'mean' }
}
