/** Who decided how the boxes of the file are read, and why, in a sentence; the rest of it and every other way a click away. */
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { msg } from '../../../app/message'
import type { Collection } from '../../../app/host/collections'
import type { FileReading } from '../../../app/reading/decide'
import type { BoxReading } from '../../../app/reading/written'
import { notationName } from '../../../app/reading/evidence-words'
import { CommandButton } from '../../controls/CommandButton'
import { NoticeView } from '../../controls/NoticeView'
import { TakesKeys } from '../../controls/TakesKeys'
import { isReadAlone } from '../../session/document/reading'
import { LinkButton } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { dialectName } from '../../words/collections'
import { ShownPixels } from './ShownPixels'
import { heard, t } from '../../language/text'

/** A line under the bar. */
export function ReadingEvidence({ collection }: { collection: Collection }) {
  const alone = useSession(isReadAlone)
  const { weighed } = collection.reading
  if (weighed === undefined || (weighed.boxes === 0 && weighed.decidedBy !== 'person')) return null
  const [first = ''] = weighed.evidence
  return (
    <div className="reading-why" data-testid="reading-why">
      <span className="reading-by" data-by={alone ? 'person' : weighed.decidedBy}>
        {alone ? t('This trace as you chose') : byWords(weighed)}
      </span>
      <span className="muted clip" title={weighed.evidence.map(heard).join('\n')}>
        {heard(first)}
      </span>
      <OddRows collection={collection} />
      <Why collection={collection} weighed={weighed} />
      <CommandButton id="show-readings" className="link">
        {t('Compare')}
      </CommandButton>
      <NoticeView place="reading" />
    </div>
  )
}

/** Who decided it: “By evidence”. */
function byWords({ decidedBy, dialect }: FileReading): string {
  return {
    person: t('As you chose'),
    file: t('As the file says'),
    evidence: t('By evidence'),
    dialect: t('As {dialect} has it', { dialect: dialectName(dialect) }),
  }[decidedBy]
}

/** Rows that do not fit in: a click lists them. */
function OddRows({ collection: { counts } }: { collection: Collection }) {
  const session = useActions()
  const odd = [
    {
      flag: 'fits-otherwise',
      words: msg('{n, plural, one {# row fits} other {# rows fit}} another reading'),
    },
    { flag: 'fractions', words: msg('{n, plural, one {# row} other {# rows}} in fractions') },
    { flag: 'swapped', words: msg('{n, plural, one {# row} other {# rows}} with swapped corners') },
  ]
  return odd.map(({ flag, words }) => {
    const count = counts?.flags[flag] ?? 0
    if (count === 0) return null
    return (
      <LinkButton className="reading-odd" key={flag} onClick={() => session.collections.narrow({ flag })}>
        {t(words, { n: count })}
      </LinkButton>
    )
  })
}

function Why({ collection, weighed }: { collection: Collection; weighed: FileReading }) {
  const session = useActions()
  const [open, setOpen] = useState(false)
  const { reading } = collection
  const choose = (other: BoxReading) => {
    setOpen(false)
    void session.collections.readFile(other)
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="link reading-more">{t('Why, and what else')}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover reading-facts"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={t('How the boxes are read')}
        >
          <TakesKeys />
          <h3>{capital(heard(notationName(reading)))}</h3>
          <p className="muted small-text">{byWords(weighed)}.</p>
          <ul>
            {weighed.evidence.map((fact) => (
              <li key={fact}>{heard(fact)}</li>
            ))}
          </ul>
          {weighed.alternatives.length > 0 && <h3>{t('Could be as well')}</h3>}
          {weighed.alternatives.slice(0, mostOthers).map((other) => (
            <button
              key={notationName(other)}
              type="button"
              className="menu-item tall reading-option"
              onClick={() => choose(other)}
            >
              <span>{capital(heard(notationName(other)))}</span>
              <span className="menu-note">
                {other.misfits === 0
                  ? t('All boxes fit')
                  : t('{n, plural, one {# box} other {# boxes}} would not fit', { n: other.misfits })}
              </span>
            </button>
          ))}
          <ShownPixels reading={reading} onChoose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Others that are listed; the bar has them all. */
const mostOthers = 6

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
