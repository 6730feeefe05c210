import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, suite, test } from 'node:test'
import { createLog } from '#kernel'
import { checkRegistration, type Registered } from '../ceremonies.ts'
import { withoutNetwork } from '../offline.ts'
import { aMetadataAuthority, signerName, type Entry } from '../testing/metadata.ts'
import { vectorRoot, vectors } from '../testing/w3c-vectors.ts'
import { createAttestation } from './attestation.ts'
import { parseBlob } from './blob.ts'
import { openMetadataFile } from './metadata-file.ts'

let authority: ReturnType<typeof aMetadataAuthority>
/** Ten days after the certificates were made, which OpenSSL does at the machine's own time. */
let noon: Date
before(() => {
  authority = aMetadataAuthority()
  noon = inDays(10)
})
after(() => authority[Symbol.dispose]())

function inDays(days: number): Date {
  return new Date(authority.root.validFromDate.getTime() + days * 86_400_000)
}
const dayIn = (days: number) => inDays(days).toISOString().slice(0, 10)

const anchor = Buffer.from(vectorRoot, 'hex').toString('base64')

const text = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')
async function registered(name: string): Promise<Registered> {
  const vector = vectors.find((one) => one.name === name) ?? assert.fail(`no vector ${name}`)
  const { challenge, clientDataJSON, attestationObject } = vector.registration
  const id = text(vector.credentialId)
  const response = { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) }
  const said = { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response } as const
  const expected = { rpId: 'example.org', origins: ['https://example.org'], challenge: text(challenge) }
  const made = await checkRegistration(said, { ...expected, userVerification: 'preferred' })
  return made ?? assert.fail('the registration was refused')
}
const packed = () => registered('Packed Attestation with ES256 Credential')

async function opened(entries: readonly Entry[], { number = 1, nextUpdate = dayIn(30) } = {}) {
  authority.write(authority.publish({ entries, number, nextUpdate }))
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  const settings = {
    metadataFile: authority.file,
    metadataRootFile: authority.rootFile,
    metadataSigner: signerName,
  }
  const models = await openMetadataFile(settings, { clock: () => noon, log })
  const attestation = (allow?: readonly string[]) =>
    createAttestation({ models, allow: allow && new Set(allow), clock: () => noon })
  return { models, lines, attestation }
}

suite('FIDO metadata', () => {
  const signer = () => ({ root: authority.root, name: signerName })
  const why = (blob: string) => {
    const parsed = parseBlob(blob, signer(), noon)
    return parsed.ok ? 'ok' : parsed.why
  }

  test('signed under the root by the signer’s own certificate is read', () => {
    const entries = [{ aaguid: 'AAAAAAAA-0000-4000-8000-000000000001', anchors: ['QQ=='] }, { anchors: [] }]
    const parsed = parseBlob(
      `${authority.publish({ number: 7, nextUpdate: dayIn(30), entries })}\n`,
      signer(),
      noon,
    )
    assert.ok(parsed.ok)
    assert.equal(parsed.blob.number, 7)
    assert.deepEqual(parsed.blob.nextUpdate, new Date(dayIn(30)))
    assert.deepEqual(
      [...parsed.blob.models],
      [['aaaaaaaa-0000-4000-8000-000000000001', { anchors: ['QQ=='], broken: false }]],
    )
  })

  test('signed by another customer of the same root, or by whom he certified, is not believed', () => {
    assert.equal(why(authority.publish({}, ['signer', 'intermediate', 'root'])), 'ok')
    assert.equal(why(authority.publish({}, ['bystander', 'intermediate'])), 'signer-unknown')
    assert.equal(why(authority.publish({}, ['forger', 'bystander', 'intermediate'])), 'signer-unknown')
    assert.equal(why(authority.publish({}, ['signer'])), 'signer-unknown')
    assert.equal(why(authority.publish({}, ['stranger'])), 'signer-unknown')
    assert.equal(why(authority.publish({}, ['signer', 'stranger'])), 'signer-unknown')
  })

  test('changed after it was signed is not believed', () => {
    const [header, , signature] = authority.publish({ number: 1 }).split('.')
    const [, payload] = authority.publish({ number: 2 }).split('.')
    assert.equal(why([header, payload, signature].join('.')), 'signature-wrong')
  })

  test('without a signature, or with another algorithm in its header, is not believed', () => {
    const [header = '', payload = '', signature = ''] = authority.publish().split('.')
    const { x5c } = JSON.parse(Buffer.from(header, 'base64url').toString())
    for (const alg of ['none', 'HS256', 'RS256', 'PS256', undefined]) {
      const other = Buffer.from(JSON.stringify({ alg, x5c })).toString('base64url')
      assert.equal(why([other, payload, signature].join('.')), 'signature-wrong')
      assert.equal(why([other, payload, ''].join('.')), 'signature-wrong')
    }
  })

  test('that is something else altogether is told so', () => {
    for (const odd of [
      '',
      '.',
      '..',
      'a.b.c',
      '{}',
      '\0',
      authority.publish().slice(0, 900),
      'e30.e30.e30',
    ]) {
      assert.equal(why(odd), 'not-a-blob', odd)
    }
  })

  test('is used when it is late, with a warning, even after its signer’s certificate has run out', async () => {
    const { lines, models } = await opened([{ aaguid: 'a' }], { nextUpdate: dayIn(5) })
    assert.equal(models.last().size, 1)
    assert.match(lines.join(''), /late/)
    const late = authority.publish({ nextUpdate: dayIn(30) })
    assert.ok(parseBlob(late, signer(), inDays(20 * 365)).ok)
    const neverLate = authority.publish({ nextUpdate: dayIn(21 * 365) })
    const parsed = parseBlob(neverLate, signer(), inDays(20 * 365))
    assert.deepEqual(parsed, { ok: false, why: 'signer-unknown' })
  })

  test('is read anew when the file changes, without a restart', async () => {
    const { models } = await opened([{ aaguid: 'a' }])
    authority.write(authority.publish({ number: 2, entries: [{ aaguid: 'b' }] }))
    assert.deepEqual([...(await models.fresh()).keys()], ['b'])
    assert.deepEqual([...models.last().keys()], ['b'])
  })

  test('that is older or spoilt changes nothing but the log', async () => {
    const { models, lines } = await opened([{ aaguid: 'a' }], { number: 5 })
    authority.write(authority.publish({ number: 4, entries: [{ aaguid: 'b' }] }))
    assert.deepEqual([...(await models.fresh()).keys()], ['a'])
    assert.match(lines.join(''), /older/)
    authority.write('half a fi')
    assert.deepEqual([...(await models.fresh()).keys()], ['a'])
    assert.match(lines.join(''), /not-a-blob/)
  })

  test('that cannot be relied on stops the start', async () => {
    authority.write(authority.publish({}, ['stranger']))
    const settings = { metadataFile: authority.file, metadataRootFile: authority.rootFile }
    const deps = { clock: () => noon, log: createLog('silent') }
    await assert.rejects(openMetadataFile({ ...settings, metadataSigner: signerName }, deps), {
      code: 'config.invalid',
      message: /signer-unknown/,
    })
  })
})

suite('an authenticator', () => {
  test('whose maker’s certificate ends at an anchor of its model is trusted', async () => {
    const made = await packed()
    const { attestation } = await opened([{ aaguid: made.aaguid, anchors: [anchor] }])
    assert.deepEqual(await attestation().judge(made), { trusted: true, attested: true })
    assert.deepEqual(await attestation([made.aaguid]).judge(made), { trusted: true, attested: true })
  })

  test('whose own certificate is the anchor is trusted', async () => {
    const made = await packed()
    const own = Buffer.from(made.certificates[0] ?? assert.fail()).toString('base64')
    const { attestation } = await opened([{ aaguid: made.aaguid, anchors: [own] }])
    assert.deepEqual(await attestation().judge(made), { trusted: true, attested: true })
  })

  test('that only another model’s anchor would vouch for is refused', async () => {
    const made = await packed()
    const { attestation } = await opened([
      { aaguid: made.aaguid, anchors: [authority.der('stranger')] },
      { aaguid: 'ffffffff-0000-4000-8000-000000000001', anchors: [anchor] },
    ])
    assert.deepEqual(await attestation().judge(made), { trusted: false, why: 'maker-unknown' })
  })

  test('without an anchor is refused', async () => {
    const made = await packed()
    const { attestation } = await opened([{ aaguid: made.aaguid, anchors: [] }])
    assert.deepEqual(await attestation().judge(made), { trusted: false, why: 'maker-unknown' })
  })

  test('that nobody knows, or the organisation does not want, is refused', async () => {
    const made = await packed()
    const { attestation } = await opened([{ aaguid: made.aaguid, anchors: [anchor] }])
    assert.deepEqual(await attestation(['00000000-0000-0000-0000-000000000000']).judge(made), {
      trusted: false,
      why: 'model-not-allowed',
    })
    const other = await registered('Packed Attestation with ES384 Credential')
    assert.deepEqual(await attestation().judge(other), { trusted: false, why: 'model-unknown' })
  })

  test('that says nothing of its maker, or only its own word, is refused', async () => {
    for (const name of ['ES256 Credential with No Attestation', 'ES256 Credential with Self Attestation']) {
      const made = await registered(name)
      const { attestation } = await opened([{ aaguid: made.aaguid, anchors: [anchor] }])
      assert.deepEqual(await attestation().judge(made), { trusted: false, why: 'not-attested' })
    }
  })

  test('of Apple’s making is judged in the same way', async () => {
    const made = await registered('Apple Anonymous Attestation with ES256 Credential')
    const { attestation } = await opened([{ aaguid: made.aaguid, anchors: [anchor] }])
    assert.deepEqual(await attestation().judge(made), { trusted: true, attested: true })
  })

  for (const status of [
    'REVOKED',
    'USER_VERIFICATION_BYPASS',
    'ATTESTATION_KEY_COMPROMISE',
    'USER_KEY_REMOTE_COMPROMISE',
    'USER_KEY_PHYSICAL_COMPROMISE',
  ]) {
    test(`of a model that is ${status} is refused, and what it holds is withdrawn`, async () => {
      const made = await packed()
      const model = { aaguid: made.aaguid, anchors: [anchor] }
      const { attestation } = await opened([{ ...model, statuses: ['FIDO_CERTIFIED', status] }])
      assert.deepEqual(await attestation().judge(made), { trusted: false, why: 'model-broken' })
      assert.equal(attestation().isWithdrawn(made.aaguid), true)
      assert.equal(attestation().isWithdrawn('00000000-0000-0000-0000-000000000000'), false)
    })
  }
})

test('what looks at an attestation reaches no network, not even the list that its certificate names', async () => {
  let asked = 0
  const server = createServer((_, answer) => void answer.end(String(++asked))).listen(0, '127.0.0.1')
  try {
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    const url = `http://127.0.0.1:${address.port}/revoked.crl`
    await assert.rejects(
      withoutNetwork(() => fetch(url)),
      /no network/,
    )
    assert.equal(asked, 0)
    assert.equal(await (await fetch(url)).text(), '1')
  } finally {
    server.close()
    server.closeAllConnections()
  }
})
