import type { Plan, Step } from '../guard/plan.ts'
import { mostSecondsOf, type VpnSettingsOf } from '../settings.ts'

/*
 * Built after Microsoft's command-line reference, and not run on Windows:
 *
 *     rasdial ENTRY [/phonebook:PATH]     dials with what is saved in the entry; a password as an argument would be for
 *                                         everybody to see, so there is none
 *     rasdial                             lists what is connected, a name a line
 *     rasdial ENTRY /disconnect
 *     rasphone -h ENTRY [-f PATH]         hangs up, also what rasdial does not know of
 *
 * https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc754493(v=ws.10) (rasdial)
 * https://learn.microsoft.com/windows/win32/rras/phone-book-files-and-connection-information (phone books)
 */
const system = 'C:\\Windows\\System32'
const rasdial = `${system}\\rasdial.exe`
const rasphone = `${system}\\rasphone.exe`

/** A connection of Windows' own VPN client. Pure. */
export function rasPlan(settings: VpnSettingsOf<'windows-ras'>): Plan {
  const { entry, phonebook, openSeconds } = settings
  const book = phonebook === undefined ? [] : [`/phonebook:${phonebook}`]
  const file = phonebook === undefined ? [] : ['-f', phonebook]
  const isUp = { argv: [rasdial] as [string], seconds: 5, expects: `^${escaped(entry)}\\s*$` }
  const step = (seconds: number, ...argv: [string, ...string[]]): Step => ({ argv, seconds })
  return {
    taken: isUp,
    open: [step(openSeconds, rasdial, entry, ...book)],
    isUp,
    close: [step(10, rasdial, entry, '/disconnect'), step(10, rasphone, '-h', entry, ...file)],
    openSeconds,
    mostSeconds: mostSecondsOf(settings),
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')
}
