/** What else the model could have said from a token on: asked for when somebody wants it, as a tree that grows. */
import { behind, type GrownTree as Tree, type TreeNode } from '../../../app/tokens/tree'
import { treeLimits } from '../../session/tokens/tokens-service'
import { Button } from '../../parts/Button'
import { Select } from '../../parts/Field'
import { useActions, useBranch, useSession } from '../../use-session'
import { chanceWords, tokenWords } from '../../words/tokens'
import { Share } from './Share'
import { t } from '../../language/text'

/** Depths there are to choose from, in tokens. */
const depths = ['2', '3', '4', '6', '8']
/** Paths less likely than this are not drawn: natural log of 1 in 200. */
const least = Math.log(0.005)

/** The question, and what came of it. */
export function TokenTree() {
  const session = useActions()
  const { tree, asking, failure, depth } = useSession((s) => s.tokens)
  const server = useServer()
  return (
    <div className="token-tree">
      <div className="token-tree-ask">
        {asking ? (
          <Button small onClick={session.tokens.stop}>
            {t('Stop asking')}
          </Button>
        ) : (
          <Button small data-testid="explore" onClick={() => void session.tokens.explore()}>
            {t('What else could it have said?')}
          </Button>
        )}
        <label className="small-text">
          {t('tokens ahead')}{' '}
          <Select
            value={String(depth)}
            disabled={asking}
            options={depths.map((d) => ({ value: d, words: d }))}
            onChange={(d) => session.tokens.setDepth(Number(d))}
          />
        </label>
        <span className="muted small-text" role="status">
          {tree !== undefined
            ? t('{n, plural, one {asked once} other {asked # times}}', { n: tree.asked })
            : server && t('up to {n} requests', { n: treeLimits.asks })}
        </span>
      </div>
      {failure !== undefined && <p className="error-text small-text">{failure.message}</p>}
      {tree !== undefined && <Branches tree={tree} of={undefined} />}
    </div>
  )
}

function useServer(): boolean {
  const model = useBranch((b) => b.model)
  return useSession((s) => s.host.models.find((m) => m.id === model)?.server !== undefined)
}

function Branches({ tree, of }: { readonly tree: Tree; readonly of: number | undefined }) {
  const children = behind(tree, of).filter((n) => n.joint >= least)
  if (children.length === 0) return null
  return (
    <ul className="paths">
      {children.map((node) => (
        <li key={node.id}>
          <Path tree={tree} from={node} />
        </li>
      ))}
    </ul>
  )
}

/** Tokens that nothing parts stand in one line. */
function Path({ tree, from }: { readonly tree: Tree; readonly from: TreeNode }) {
  const session = useActions()
  const nodes = [from]
  for (;;) {
    const next = behind(tree, (nodes.at(-1) as TreeNode).id).filter((n) => n.joint >= least)
    if (next.length !== 1) break
    nodes.push(next[0] as TreeNode)
  }
  const last = nodes.at(-1) as TreeNode
  const words = nodes.map((n) => tokenWords(n.alternative)).join('')
  const chance = chanceWords(Math.exp(last.joint))
  return (
    <>
      <button
        type="button"
        className="path"
        title={t('Continue from {token}', { token: words })}
        aria-label={t('Continue from {token}, {chance}', { token: words, chance })}
        onClick={() => void session.tokens.goOnAlong(last.id)}
      >
        <Share probability={Math.exp(last.joint)} />
        <code>{words}</code>
        <span className="numbers muted">{chance}</span>
      </button>
      <Branches tree={tree} of={last.id} />
    </>
  )
}
