/** The curated list of models that read a person's own images, as far as they fit this machine; or a server, where none does. */
import { given } from '../../../app/given'
import { formatBytes } from '../../../app/bytes'
import { offersFor, skillWords, type CatalogueOffer } from '../../../app/host/catalogue'
import { LinkButton } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { OfferButton } from './OfferButton'
import { dtypeWord } from './sizes'
import { t } from '../../language/text'
import { rich } from '../../language/rich'

/** What fits, smallest first. */
export function useOffers(): readonly CatalogueOffer[] {
  const catalogue = useSession((s) => s.modelStore.catalogue)
  const memory = useSession((s) => s.modelStore.memory?.total)
  return offersFor(catalogue, memory)
}

/** A row each, and the other way: a server. Nothing where there is no list. */
export function Offers({ label, onUsed }: { readonly label: string; readonly onUsed?: () => void }) {
  const offers = useOffers()
  const all = useSession((s) => s.modelStore.catalogue.length)
  if (all === 0) return null
  const large = all - offers.length
  return (
    <div className="offers">
      {offers.length > 0 && (
        <ul className="models-list" aria-label={label}>
          {offers.map((offer) => (
            <OfferRow key={offer.model.repo} offer={offer} {...given({ onUsed })} />
          ))}
        </ul>
      )}
      <p className="muted small-text">
        {large > 0 &&
          `${t('{n, plural, one {# more needs} other {# more need}} more memory than this machine has.', { n: large })} `}
        <ConnectServer />
      </p>
    </div>
  )
}

function OfferRow({ offer, onUsed }: { readonly offer: CatalogueOffer; readonly onUsed?: () => void }) {
  const { model, precision } = offer
  return (
    <li className="models-row">
      <div className="models-what">
        <span className="models-name clip">{model.name}</span>
        <span className="muted small-text">{model.can.map((skill) => t(skillWords[skill])).join(' · ')}</span>
        <span className="muted small-text">
          {`${formatBytes(precision.bytes)} · ${dtypeWord(precision.dtype)} · `}
          <span translate="no" title={`${model.repo}@${model.revision}`}>
            {model.licence}
          </span>
          {` · ${t('for a machine with {size} of memory', { size: formatBytes(precision.memory) })}`}
        </span>
      </div>
      <div className="models-do">
        <OfferButton offer={offer} {...given({ onUsed })} />
      </div>
    </li>
  )
}

/** The other half of the sentence: the model that is taken there is asked what stands in the question. */
export function ConnectServer() {
  const session = useActions()
  return rich('Or <server>connect a server</server> that runs a model already.', {
    server: (words) => (
      <LinkButton key="server" onClick={session.ask.seekServer}>
        {words}
      </LinkButton>
    ),
  })
}
