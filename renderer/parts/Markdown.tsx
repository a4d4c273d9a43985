/** Text with markdown and, where there is any, math. HTML in the text is shown, never run; nothing is fetched. */
import { memo, useEffect, useMemo, useRef } from 'react'
import { markdown } from './markdown'

/** Finished text only: streamed text is shown as it is. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const root = useRef<HTMLDivElement>(null)
  const html = useMemo(() => markdown.render(text), [text])
  useEffect(() => {
    const formulas = root.current?.querySelectorAll<HTMLElement>('.math') ?? []
    if (formulas.length === 0) return
    let gone = false
    void import('./math').then(({ drawMath }) => {
      if (!gone) for (const formula of formulas) drawMath(formula)
    })
    return () => {
      gone = true
    }
  }, [html])
  // markdown-it with html:false escapes whatever the model wrote.
  return <div ref={root} className="prose" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />
})
