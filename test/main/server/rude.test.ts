/** Nobody without the token can end the host, stop it or fill it, whatever they do with a connection (the long form: npm run soak). */
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { builtMain, residentMb, startHost, type HostProcess } from '../../builders/built'
import { testFolder } from '../../builders/folder'
import { answerMs, rudeClients, slowClients } from '../../soak/rude-clients'

let built: string
beforeAll(() => (built = builtMain()), 120_000)

async function started(): Promise<HostProcess> {
  const host = await startHost({ built, dataFolder: testFolder() })
  onTestFinished(() => void host.process.kill('SIGKILL'))
  return host
}
const portOf = ({ url }: HostProcess) => Number(url.port)

test(
  '4,000 rude connections leave it answering, in the same memory and without a word',
  { timeout: 120_000 },
  async () => {
    const host = await started()
    const target = { port: portOf(host), token: host.token }
    await rudeClients(target, 1000, { seed: 1 })
    const memory = [residentMb(host.process.pid)]
    for (const seed of [2, 3]) {
      await rudeClients(target, 1500, { seed })
      memory.push(residentMb(host.process.pid))
    }
    const times = []
    for (let i = 0; i < 9; i++) times.push(await answerMs(target.port))
    expect(Math.min(...times)).toBeLessThan(100)
    // What is kept of connections grows with each crowd; what has not been collected yet, with one of them.
    expect(Math.min(...memory.slice(1).map((mb, i) => mb - (memory[i] ?? 0)))).toBeLessThan(45)
    // No warning of a leak, and no error that only the last resort took.
    expect(host.said()).not.toMatch(/MaxListeners|nobody took|Error/)
    const { host: client, socket } = await host.open()
    for await (const { projects } of client.projects({})) {
      expect(projects).toEqual([])
      break
    }
    socket.terminate()
    host.process.kill('SIGTERM')
    expect(await host.ended).toBe(0)
  },
)

test('2,000 slow connections keep nobody waiting', { timeout: 60_000 }, async () => {
  const host = await started()
  const letGo = await slowClients(portOf(host), 2000)
  onTestFinished(letGo)
  const times = []
  for (let i = 0; i < 9; i++) times.push(await answerMs(portOf(host)))
  expect(Math.min(...times)).toBeLessThan(100)
  // Other tests share the machine; a crowd that is served in turn would take seconds each.
  expect(Math.max(...times)).toBeLessThan(3000)
})
