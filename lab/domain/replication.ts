import { modification } from '../seed/ldif.ts'
import { baseDn, branchSite, dnsDomain, type DcName } from '../topology.ts'
import type { Dc } from './dc.ts'

const nameOf = ({ host }: Dc) => `${host.name}.${dnsDomain}`

export async function replicate(from: Dc, to: Dc): Promise<void> {
  await to.samba('drs', 'replicate', nameOf(to), nameOf(from), baseDn, '--sync-forced', '-P')
}

/** Of nTDSDSA objects (MS-ADTS 6.1.1.2.2.1.2.1.1): a global catalog, which does not pull and from which nobody does. */
const options = { globalCatalog: 1, noPulling: 2, noSending: 4 }
const sites: Readonly<Record<DcName, string>> = {
  dc1: 'Default-First-Site-Name',
  dc2: branchSite,
  rodc1: branchSite,
}

/** As an administrator holds a DC back from a change that went wrong (`repadmin /options`). */
export async function pauseReplication(dcs: ReadonlyMap<DcName, Dc>): Promise<AsyncDisposable> {
  const set = async (value: number) => {
    for (const [name, dc] of dcs) {
      // A read-only one cannot write what it is itself; it pulls from others, and they do not send.
      if (name === 'rodc1') continue
      const server = `CN=${name.toUpperCase()},CN=Servers,CN=${sites[name]},CN=Sites`
      const dn = `CN=NTDS Settings,${server},CN=Configuration,${baseDn}`
      await dc.ldb('ldbmodify', modification(dn, 'replace', { options: String(value) }))
    }
  }
  await set(options.globalCatalog | options.noPulling | options.noSending)
  return { [Symbol.asyncDispose]: () => set(options.globalCatalog) }
}
