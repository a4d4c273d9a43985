/** What the desktop shell refuses, rule by rule. */
import { describe, expect, test } from 'vitest'
import * as policy from '../../../main/shell/policy'

describe('isOwnAddress', () => {
  test.each([
    'relook://app/',
    'relook://app/index.html',
    'relook://app/images/abc?max=96',
    'RELOOK://app/#x',
  ])('takes %s', (address) => expect(policy.isOwnAddress(address)).toBe(true))

  test.each([
    'relook://app.evil/',
    'relook://evil@app/',
    'relook://app:secret@app/',
    'relook://app@evil/',
    'relook://app:8080/',
    'relook://other/index.html',
    'relook:app/',
    'https://app/',
    'http://relook/app/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,hello',
    'about:blank',
    '',
    'null',
  ])('refuses %s', (address) => expect(policy.isOwnAddress(address)).toBe(false))
})

describe('mayOpenOutside', () => {
  test.each(['https://github.com/x/y', 'https://huggingface.co/models', 'https://www.arxiv.org/abs/1'])(
    'takes %s',
    (address) => expect(policy.mayOpenOutside(address)).toBe(true),
  )

  test.each([
    'http://github.com/',
    'https://github.com.evil.example/',
    'https://evilgithub.com/',
    'https://github.com@evil.example/',
    'https://user:secret@github.com/',
    'https://github.com:8443/',
    'file:///home',
    'javascript:alert(1)',
    'ms-settings:',
    'relook://app/',
    'nonsense',
  ])('refuses %s', (address) => expect(policy.mayOpenOutside(address)).toBe(false))
})

describe('mayHave', () => {
  test('lets the own page write to the clipboard and fill the screen, and nothing else', () => {
    const all = [
      'clipboard-sanitized-write',
      'fullscreen',
      'clipboard-read',
      'media',
      'geolocation',
      'fileSystem',
      'openExternal',
    ]
    expect(all.filter((p) => policy.mayHave(p, 'relook://app/'))).toEqual([
      'clipboard-sanitized-write',
      'fullscreen',
    ])
  })

  test('lets no other page do anything', () => {
    expect(policy.mayHave('clipboard-sanitized-write', 'https://github.com/')).toBe(false)
  })
})

describe('isTrustedSender', () => {
  test('takes the top frame of the own page only', () => {
    const top = { url: 'relook://app/', parent: null }
    const frames = [top, { ...top, parent: top }, { ...top, url: 'relook://app.evil/' }, null, undefined]
    expect(frames.map(policy.isTrustedSender)).toEqual([true, false, false, false, false])
  })
})

describe('fileArguments', () => {
  test('skips the program and its options, wherever they stand', () => {
    const argv = ['electron', '--inspect=0', '.', '--flag', 'a.png', '', '/b/c.jpg']
    expect(policy.fileArguments(argv, 2, '/home/x')).toEqual(['/home/x/a.png', '/b/c.jpg'])
  })

  test('takes addresses of files, as a desktop gives them', () => {
    expect(policy.fileArguments(['relook', 'file:///home/x/R%26D%20plan.png'], 1, '/')).toEqual([
      '/home/x/R&D plan.png',
    ])
  })
})

describe('the page', () => {
  test('runs in a sandbox without Node', () => {
    expect(policy.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    })
  })

  test('comes by a scheme that keeps to the content security policy', () => {
    expect(policy.schemePrivileges).toMatchObject({ standard: true, secure: true, supportFetchAPI: true })
    expect(policy.schemePrivileges).not.toHaveProperty('bypassCSP')
  })
})
