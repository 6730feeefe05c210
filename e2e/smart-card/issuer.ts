import { mkdir, mkdtempDisposable, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Lab, LabPerson } from '@keyturn/lab'
import {
  aPki,
  aToken,
  cardExtensions,
  sidExtension,
  type Issued,
  type Token,
} from '@keyturn/protocols/pki/testing'

/** Where the server listens for cards. */
export const cardListener = 'https://reset.corp.example:8444/'
export const issuerName = 'Card CA'

/** A smart card of somebody's: SoftHSM's, whose files lie in `folder`. */
export interface Card {
  readonly sid: string
  readonly issued: Issued
  readonly token: Token
  readonly folder: string
}

/** Who makes a site's smart cards: OpenSSL as the CA, with its list of revoked ones. */
export interface CardIssuer extends AsyncDisposable {
  /** What the server's configuration says of them, as `factors.smartCard`. */
  settings(lab: Lab): Promise<object>
  /** A card as AD CS makes them, with the SID of its owner. */
  issue(lab: Lab, person: LabPerson): Promise<Card>
  revoke(card: Card): Promise<void>
}

/** Browsers offer no card that is for log-on at Windows alone. */
const forLogOn = cardExtensions.map((line) => line.replace('msSmartcardLogin', 'msSmartcardLogin,clientAuth'))

export async function aCardIssuer(): Promise<CardIssuer> {
  await using making = new AsyncDisposableStack()
  const pki = making.use(await aPki())
  const ca = await pki.root({ subject: `/DC=example/DC=corp/CN=${issuerName}` })
  const { path } = making.use(await mkdtempDisposable(join(tmpdir(), 'keyturn-cards-')))
  const crlFile = join(path, 'card.crl')

  /** A file that is whole at any time. */
  async function publish(): Promise<void> {
    await writeFile(`${crlFile}.new`, await ca.crl())
    await rename(`${crlFile}.new`, crlFile)
  }

  await publish()
  const made = making.move()
  return {
    async settings(lab) {
      const { certFile, keyFile } = await lab.certificate('reset.corp.example')
      const listen = { port: 8444, certificateFile: certFile, keyFile }
      return { url: cardListener, listen, trustedFile: ca.certFile, crls: [crlFile] }
    },
    async issue(lab, { sAMAccountName }) {
      const sid = (await lab.dc('dc1').attribute(`(sAMAccountName=${sAMAccountName})`, 'objectSid')) ?? ''
      const extensions = [...forLogOn, ...sidExtension(sid)]
      const issued = await ca.issue({ subject: `/CN=${sAMAccountName}`, extensions })
      const folder = join(path, sAMAccountName)
      await mkdir(folder)
      return { sid, issued, token: await aToken(folder, issued), folder }
    },
    async revoke({ issued }) {
      await ca.revoke(issued)
      await publish()
    },
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  }
}
