import type { Lab, LabPerson } from '@keyturn/lab'
import { filetimeFromDate } from '@keyturn/protocols/ad'

/** Does the DC let her in with it? Asked by OpenLDAP's client, which shares no code with Keyturn. */
export async function letsIn(lab: Lab, { upn }: LabPerson, password: string): Promise<boolean> {
  const dc = lab.dc('dc1')
  // Through `cat`: Node's standard input for children is a socket, which cannot be opened by its name in /dev.
  const ask = 'cat | ldapsearch -x -H "$1" -D "$2" -y /dev/stdin -s base -b "" dnsHostName'
  const { code, stderr } = await dc.host.run(['sh', '-c', ask, 'sh', dc.ldapsUrl, upn], { input: password })
  if (code === 0) return true
  if (/Invalid credentials/.test(stderr)) return false
  throw new Error(`the DC did not say whether it lets ${upn} in: ${stderr}`)
}

/** As AD does after too many wrong passwords. */
export function lockOut(lab: Lab, { dn }: LabPerson): Promise<void> {
  const now = filetimeFromDate(new Date())
  const ldif = `dn: ${dn}\nchangetype: modify\nreplace: lockoutTime\nlockoutTime: ${now}\n`
  return lab.dc('dc1').ldb('ldbmodify', ldif)
}
