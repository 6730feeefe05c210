/** Whose portal this is and whom to call there, as the server says. It must not know what a page looks like. */
export { OrganisationProvider, useOrganisation } from './use-organisation.tsx'
