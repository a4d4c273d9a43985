/** What a tool gave back, as it stands: no markdown, JSON laid out, pictures as letters told in short. */
import { parsedJson } from '../../../app/json'
import { withShortData } from '../../words/short-data'
import { toolText } from '../../../app/trace/tool-text'

/** Errors as programs print them. */
const failed = /^(?:Traceback \(most recent call last\)|\w*(?:Error|Exception)\b.*:|error:)/im

/** Text of a tool. */
export function ToolOutput({ text }: { text: string }) {
  const shown = laidOut(withShortData(toolText(text)))
  return (
    <pre className="tool-output" dir="auto" data-failed={failed.test(shown)}>
      {shown}
    </pre>
  )
}

/** JSON with an item a line; everything else as it is. */
function laidOut(text: string): string {
  if (!/^\s*[[{]/.test(text) || text.length > 200_000) return text
  return JSON.stringify(parsedJson(text), undefined, 1) ?? text
}
