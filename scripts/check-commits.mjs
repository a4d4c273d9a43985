/**
 * Checks the subjects of commits: `node scripts/check-commits.mjs main..HEAD`. At most 72 characters, a verb in the imperative
 * first, no full stop at the end; what is more than a line needs an empty line after the subject. Merges are left out.
 */
import { spawnSync } from 'node:child_process'

const longest = 72
/** Verbs a subject may begin with. One that is missing is added here. */
const verbs = new Set(
  `Accept Add Adjust Adopt Align Allow Annotate Answer Apply Ask Assert Assign Attach Avoid Ban Batch Bind Bound Break Bring
  Build Bump Bundle Cache Calculate Call Cancel Cap Carry Catch Centre Change Check Choose Clamp Clarify Clean Clear Close
  Collapse Collect Colour Combine Compare Compile Complete Compute Configure Confirm Connect Consolidate Convert Copy Correct
  Count Cover Create Crop Cut Debounce Declare Decode Decouple Default Defer Define Delete Deprecate Derive Describe Detect
  Disable Discard Display Document Download Drag Draw Drive Drop Encode End Enforce Ensure Enter Escape Estimate Evaluate Exclude
  Expand Explain Export Expose Extend Extract Fail Fall Fetch Fill Filter Find Finish Fit Fix Flag Flush Focus Fold Follow Forbid
  Format Free Generalise Generate Get Give Grant Group Guard Halve Handle Harden Have Hide Highlight Hold Honour Hover Identify
  Ignore Implement Import Improve Include Increase Index Inform Inherit Inline Insert Install Introduce Invert Isolate Join Judge
  Keep Key Label Land Lay Lead Learn Leave Let Lift Limit Link Lint List Load Locate Lock Log Look Lower Make Map Mark Match
  Measure Mention Merge Migrate Mirror Mock Model Monitor Move Name Narrow Normalise Note Notice Offer Omit Open Optimise Order
  Pace Package Paint Parse Pass Pause Pick Pin Place Plan Plot Point Poll Port Prefer Prepare Preserve Press Prevent Print Probe
  Produce Profile Promise Protect Prove Provide Prune Publish Push Put Quote Raise Read Rebuild Recognise Record Redraw Reduce
  Refactor Refer Reformat Refresh Refuse Regenerate Reject Relax Release Reload Remember Remove Rename Render Reorder Repair
  Repeat Replace Report Require Rerun Reset Reshape Resolve Respect Restore Restrict Restructure Resume Retry Return Reuse Reveal
  Revert Review Rework Rewrite Rotate Round Run Sample Sanitise Save Say Scale Score Scroll Search Secure See Select Send Separate
  Serve Set Settle Share Shorten Show Shrink Sign Simplify Size Skip Sort Specify Speed Split Stabilise Standardise Start State
  Stay Stop Store Stream Strip Style Summarise Support Suppress Swap Switch Sync Take Tame Teach Tell Test Throw Tidy Tie Tighten
  Time Track Train Translate Treat Trim Try Tune Turn Type Undo Unify Update Upgrade Use Validate Verify Wait Walk Warn Watch
  Weigh Widen Wire Work Wrap Write Zoom`.split(/\s+/),
)

/** What is wrong with a commit's message; empty when nothing is. */
function problemsOf(message) {
  const [subject = '', second] = message.split('\n')
  const problems = []
  if (subject.length > longest) problems.push(`${subject.length} characters, at most ${longest}`)
  const [first = ''] = subject.split(' ')
  if (!verbs.has(first)) problems.push(`“${first}” is not a verb in the imperative that this check knows`)
  if (subject.endsWith('.')) problems.push('ends with a full stop')
  if (second !== undefined && second.trim() !== '') problems.push('no empty line after the subject')
  return problems
}

const [range = 'main..HEAD'] = process.argv.slice(2)
const { status, stdout, stderr } = spawnSync('git', ['log', '--no-merges', '-z', '--format=%h%n%B', range], {
  encoding: 'utf8',
})
if (status !== 0) {
  console.error(stderr)
  process.exit(2)
}
const bad = stdout
  .split('\0')
  .filter((commit) => commit.trim() !== '')
  .flatMap((commit) => {
    const [hash, ...message] = commit.trimEnd().split('\n')
    return problemsOf(message.join('\n')).map((problem) => `${hash} ${message[0]}\n  ${problem}`)
  })
for (const line of bad) console.error(line)
process.exit(bad.length === 0 ? 0 : 1)
