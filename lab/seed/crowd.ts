import { siteNames, type Person } from './people.ts'

const departments = ['Sales', 'Engineering', 'Support', 'Operations', 'Legal', 'Finance']
const givenNames = [
  ['Anna', 'Ben', 'Clara', 'David', 'Emilia', 'Felix', 'Greta', 'Hannes', 'Ida', 'Jonas'],
  ['Lea', 'Luca', 'Noémie', 'Reto', 'Sandro'],
  ['Agnieszka', 'Bartosz', 'Grażyna', 'Jacek', 'Małgorzata'],
  ['Beatriz', 'Duarte', 'Inês', 'João', 'Matilde'],
].flat()
const surnames = ['Schäfer', 'Weber', 'Keller', 'Brunner', 'Nowak', 'Zieliński', 'Silva', 'Gonçalves']

/** Two hundred people without a story, always the same. */
export const crowd: readonly Person[] = givenNames.flatMap((givenName, row) =>
  surnames.map((sn, column) => ({
    sAMAccountName: `${ascii(givenName)}.${ascii(sn)}`,
    givenName,
    sn,
    site: siteNames[(row + column) % siteNames.length] ?? 'Berlin',
    department: departments[(row * 3 + column) % departments.length] ?? 'Sales',
  })),
)

function ascii(name: string): string {
  return name.normalize('NFD').replaceAll('ł', 'l').replaceAll(/\p{M}/gu, '').toLowerCase()
}
