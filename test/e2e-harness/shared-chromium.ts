/**
 * One Chromium for all end-to-end tests of a run: starting one costs more than most tests do. Each test has contexts of its own in it,
 * which share nothing. Its address goes to the workers in their environment.
 */
import { chromium } from 'playwright-core'
import { launchOptions, sharedAddress } from './chromium'

/** Starts it; gives the way to end it. */
export async function setup(): Promise<() => Promise<void>> {
  const server = await chromium.launchServer(launchOptions())
  process.env[sharedAddress] = server.wsEndpoint()
  return () => server.close()
}
