/** In which order the list of traces is, and whether its rows show images. Both stay for other files. */
import { DropdownMenu } from 'radix-ui'
import { traceSorts, type TraceSort } from '../../../app/host/collections'
import { msg } from '../../../app/message'
import { MenuChoice, MenuList, MenuTick } from '../../controls/Menu'
import { t } from '../../language/text'
import { Icon } from '../../parts/Icon'
import { Tip } from '../../parts/Tip'
import { useActions, useSession } from '../../use-session'

const orderWords = {
  verdict: { up: msg('Wrong first'), down: msg('Right first') },
  looks: { up: msg('Fewest looks first'), down: msg('Most looks first') },
  iou: { up: msg('Lowest IoU first'), down: msg('Highest IoU first') },
  confidence: { up: msg('Least sure coordinates first'), down: msg('Surest coordinates first') },
  used: { up: msg('Smallest share of used looks first'), down: msg('Largest share of used looks first') },
}

const choices = traceSorts.flatMap((by): readonly (TraceSort & { readonly value: string })[] => [
  { by, down: false, value: `${by} up` },
  { by, down: true, value: `${by} down` },
])

/** A button with a menu, beside that of the filter. */
export function ListLooks() {
  const session = useActions()
  const sort = useSession((s) => s.collections.sort)
  const thumbs = useSession((s) => s.collections.thumbs)
  const value = sort === undefined ? 'file' : `${sort.by} ${sort.down ? 'down' : 'up'}`
  const choose = (next: string) => {
    const chosen = choices.find((c) => c.value === next)
    session.collections.sort(chosen && { by: chosen.by, down: chosen.down })
  }
  return (
    <DropdownMenu.Root modal={false}>
      <Tip text={t('Order of the list')}>
        <DropdownMenu.Trigger
          className="icon-button"
          aria-label={t('Order of the list')}
          data-active={sort !== undefined}
          data-testid="list-looks"
        >
          <Icon name="sort" />
        </DropdownMenu.Trigger>
      </Tip>
      <MenuList>
        <MenuChoice
          value={value}
          options={[
            { value: 'file', words: t('As in the file') },
            ...choices.map((c) => ({ value: c.value, words: t(orderWords[c.by][c.down ? 'down' : 'up']) })),
          ]}
          onChange={choose}
        />
        <DropdownMenu.Separator className="menu-line" />
        <DropdownMenu.CheckboxItem
          className="menu-item"
          checked={thumbs}
          onCheckedChange={(on) => session.collections.showThumbs(on)}
        >
          {t('Images in the list')}
          <MenuTick />
        </DropdownMenu.CheckboxItem>
      </MenuList>
    </DropdownMenu.Root>
  )
}
