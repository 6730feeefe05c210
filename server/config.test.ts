import assert from 'node:assert/strict'
import { chmodSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { loadConfig, parseConfig } from './config.ts'

const good = `
listen: { certificateFile: /etc/keyturn/tls.crt, keyFile: /etc/keyturn/tls.key }
publicUrl: https://reset.corp.example
directory:
  domain: corp.example
  caFile: /etc/keyturn/ca.crt
  serviceAccount: { name: svc-keyturn@corp.example, passwordFile: /etc/keyturn/svc.password }
mail: { host: mail.corp.example, from: keyturn@corp.example }
`

const problemsOf = (text: string) => {
  const parsed = parseConfig(text)
  assert.equal(parsed.ok, false)
  return parsed.ok ? [] : parsed.problems
}

suite('the configuration file', () => {
  test('the shortest one is enough, and what it leaves out is safe', () => {
    const parsed = parseConfig(good)
    assert.ok(parsed.ok)
    assert.equal(parsed.config.mail.dangerouslyAllowPlainText, false)
    assert.equal(parsed.config.policy.reset.different, 1)
  })

  test('the one that the guide shows is right', () => {
    const guide = readFileSync(join(import.meta.dirname, '../docs/guide/server.md'), 'utf8')
    const shown = /```yaml\n([\s\S]+?)```/.exec(guide)?.[1] ?? ''
    assert.match(shown, /publicUrl/)
    assert.equal(parseConfig(shown).ok, true)
  })

  test('Entra ID is asked with a certificate or a secret, as one tenant’s app, and never where nothing outside is', () => {
    const ids = 'tenant: 11111111-2222-3333-4444-555555555555, clientId: 11111111-2222-3333-4444-666666666666'
    const withEntra = (more: string) => `${good}entra: { ${ids}, ${more} }\n`
    const pair = 'certificateFile: /etc/keyturn/app.pem, keyFile: /etc/keyturn/app.key'
    assert.equal(parseConfig(withEntra(pair)).ok, true)
    assert.equal(parseConfig(withEntra('secretFile: /etc/keyturn/app.secret')).ok, true)
    for (const more of [
      `${pair}, secretFile: /etc/keyturn/s`,
      'keyFile: /etc/keyturn/app.key',
      'signIn: federated',
    ]) {
      assert.match(problemsOf(withEntra(more))[0]?.message ?? '', /certificateFile with keyFile/)
    }
    const named = withEntra(pair).replace(/tenant: \S+,/, 'tenant: corp.onmicrosoft.com,')
    assert.match(problemsOf(named)[0]?.message ?? '', /tenant \(directory\) id/)
    const plain = withEntra(
      `${pair}, endpoints: { login: "http://login.example", graph: "https://graph.example" }`,
    )
    assert.equal(problemsOf(plain)[0]?.path, 'entra.endpoints.login')
    const alone = problemsOf(`${withEntra(pair)}policy: { airGapped: true }\n`)
    assert.deepEqual(
      alone.map(({ path, message }) => [path, message.includes('policy.airGapped')]),
      [['entra', true]],
    )
  })

  test('all problems are reported together, each with its line and its path', () => {
    const problems = problemsOf(good.replace('https:', 'http:').replace('domain: corp', 'domains: corp'))
    assert.deepEqual(
      problems.map(({ line, path }) => `${line} ${path}`),
      ['3 publicUrl', '5 directory.domain', '5 directory.domains'],
    )
  })

  test('a setting that does not exist is an error that lists those that do', () => {
    const [problem] = problemsOf(`${good}\ndatabase: { adress: x }`)
    assert.match(problem?.message ?? '', /known here: url, passwordFile/)
  })

  test('a policy that asks for more different factors than it lists is refused', () => {
    const [problem] = problemsOf(`${good}\npolicy: { reset: { factors: [totp], different: 2 } }`)
    assert.match(problem?.message ?? '', /more factors/)
  })

  test('a list of breached passwords is nothing without the key that signed it', () => {
    const list = '{ file: /var/lib/breached.list }'
    const [problem] = problemsOf(`${good}\npasswords: { breachedList: ${list} }`)
    assert.equal(problem?.path, 'passwords.breachedList.key')
    const wrong = '{ file: /var/lib/breached.list, key: secret }'
    assert.match(
      problemsOf(`${good}\npasswords: { breachedList: ${wrong} }`)[0]?.message ?? '',
      /keyturn breached key/,
    )
  })

  test('smart cards need TLS of their own, or a proxy that is named; and no address outside is asked', () => {
    const cards = (listen: string, more = '') =>
      `${good}\nfactors: { smartCard: { url: https://cards.corp.example:8444, trustedFile: /ca.pem, listen: ${listen}${more} } }`
    const tls = '{ port: 8444, certificateFile: /c, keyFile: /k }'
    const parsed = parseConfig(cards(tls))
    assert.ok(parsed.ok)
    assert.deepEqual(parsed.config.factors.smartCard?.purposes, ['smart-card-logon'])
    assert.equal(parsed.config.factors.smartCard.dangerouslyMapByUpn, false)
    assert.ok(parseConfig(cards('{ port: 8080, proxies: [10.0.0.0/8, "::1"], header: Client-Cert }')).ok)
    for (const wrong of ['{ port: 8444 }', '{ port: 8080, proxies: [], header: Client-Cert }', '{}']) {
      assert.match(problemsOf(cards(wrong))[0]?.path ?? '', /^factors\.smartCard\.listen/, wrong)
    }
    assert.equal(problemsOf(cards(tls, ', crls: ["ldap://x"]'))[0]?.path, 'factors.smartCard.crls.0')
    assert.equal(
      problemsOf(cards(tls, ', ocspResponder: https://x'))[0]?.path,
      'factors.smartCard.ocspResponder',
    )
  })

  test('two lifetimes for one length, and a time that no clock shows, are refused', () => {
    const lifetime = '{ atLeast: 20, maxAgeDays: 365, group: Long }'
    const problems = problemsOf(
      `${good}\npasswords: { lifetimes: [${lifetime}, ${lifetime}] }\nreminders: { at: "7.30", timeZone: Berlin }`,
    )
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['passwords.lifetimes', 'passwords.lifetimes', 'reminders.at', 'reminders.timeZone'],
    )
  })

  test('reminds nobody and lengthens no password’s life unless it is told to', () => {
    const parsed = parseConfig(good)
    assert.ok(parsed.ok)
    assert.deepEqual(parsed.config.reminders.days, [])
    assert.deepEqual(parsed.config.passwords.lifetimes, [])
    assert.equal(parsed.config.passwords.leastStrength, 'fair')
  })

  test('text that is not YAML says where it stops being so', () => {
    assert.equal(problemsOf('listen:\n  - a: [1\n')[0]?.line, 3)
  })

  test('a secret that others can read stops the start, and the sentence says what to do', () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-config-'))
    const text = good.replaceAll(/\/etc\/keyturn\/([\w.]+)/g, (_, name: string) => {
      writeFileSync(join(folder.path, name), 'x', { mode: 0o600 })
      return join(folder.path, name)
    })
    const path = join(folder.path, 'keyturn.yaml')
    writeFileSync(path, text)
    assert.equal(loadConfig(path).directory.domain, 'corp.example')
    chmodSync(join(folder.path, 'svc.password'), 0o644)
    assert.throws(() => loadConfig(path), /line 7: .*svc\.password, which others can read: chmod 600/)
  })

  test('a file that is not there is named, with what to do', () => {
    assert.throws(() => loadConfig('/nowhere/keyturn.yaml'), /cannot read the configuration .* --config/)
  })
})
