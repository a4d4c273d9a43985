/** Progress of annotators and what they scored, as files: one row per person and day, and one with all their days. Pure but for what it loads. */
import { formula } from '../../../app/spreadsheet'
import type { Criterion } from '../../../app/queues/setup'
import type { ProjectSummary } from '../../../app/trace/project'
import type { Workload } from '../../../app/queues/workload'

/** A line of such a file. */
type FileRecord = Readonly<Record<string, string | number | null>>

/** As plain records, seconds with one place. */
export function progressRecords(rows: readonly Workload[]): readonly FileRecord[] {
  const seconds = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms / 100) / 10)
  return rows.map(({ by, day, traces, ms, looks, perTrace, perLook }) => ({
    annotator: by,
    day: day ?? 'all',
    traces_decided: traces,
    active_seconds: seconds(ms),
    median_seconds_per_trace: seconds(perTrace),
    looks_corrected: looks,
    median_seconds_per_corrected_look: seconds(perLook),
  }))
}

/** Points by the rubric: one record per trace and who scored it, people and judges, a column a criterion. */
export function scoreRecords(
  projects: readonly ProjectSummary[],
  rubric: readonly Criterion[],
): readonly FileRecord[] {
  return projects.flatMap((project) =>
    (project.reviews ?? []).flatMap(({ by, judge, verdict, scores }) => {
      if (scores === undefined || Object.keys(scores).length === 0) return []
      const points = rubric.map(({ id, title }) => [title, scores[id] ?? null] as const)
      const who = {
        trace: project.title,
        project: project.id,
        annotator: by,
        judge: judge === true ? 'yes' : 'no',
      }
      return [{ ...who, verdict: verdict ?? null, ...Object.fromEntries(points) }]
    }),
  )
}

/** Records as text of a file. */
export async function recordsText(records: readonly FileRecord[], form: 'csv' | 'json'): Promise<string> {
  if (form === 'json') return `${JSON.stringify(records, undefined, 2)}\n`
  const { default: Papa } = await import('papaparse')
  return `${Papa.unparse([...records], { escapeFormulae: formula, newline: '\n' })}\n`
}
