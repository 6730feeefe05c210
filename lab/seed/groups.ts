import { siteNames } from './people.ts'

/** Groups in OU=Groups and the groups inside them. People join the group of their site and department. */
export const groups: Readonly<Record<string, readonly string[]>> = {
  'All Staff': siteNames.map((site) => `Site ${site}`),
  ...Object.fromEntries(siteNames.map((site) => [`Site ${site}`, []])),
  Sales: [],
  Engineering: [],
  Support: [],
  Operations: [],
  Legal: [],
  IT: ['Help Desk'],
  'Help Desk': [],
  Finance: ['Accounting'],
  Accounting: [],
  'VPN Users': [],
}
