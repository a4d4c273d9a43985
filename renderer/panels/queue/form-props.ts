/** What every form about a queue is given: the setup as it is being changed. */
import type { QueueSetup } from '../../../app/queues/setup'

export interface FormProps {
  readonly setup: QueueSetup
  readonly onChange: (setup: QueueSetup) => void
}
