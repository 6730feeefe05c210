/**
 * Of Microsoft Graph's published metadata, v1.0, the few types that are used here: `clean_v10_metadata/cleanMetadata.xml`
 * of https://github.com/microsoftgraph/msgraph-metadata at f54f11b60956ea7b185ca0447b2b80805836ec7b (20 August 2026).
 * Of each only properties that the double keeps.
 */
export const entityTypes = {
  user: {
    id: 'Edm.String',
    userPrincipalName: 'Edm.String',
    onPremisesImmutableId: 'Edm.String',
    onPremisesSecurityIdentifier: 'Edm.String',
    onPremisesSyncEnabled: 'Edm.Boolean',
    passwordProfile: 'graph.passwordProfile',
    lastPasswordChangeDateTime: 'Edm.DateTimeOffset',
    signInSessionsValidFromDateTime: 'Edm.DateTimeOffset',
  },
  passwordProfile: {
    forceChangePasswordNextSignIn: 'Edm.Boolean',
    forceChangePasswordNextSignInWithMfa: 'Edm.Boolean',
    password: 'Edm.String',
  },
  temporaryAccessPassAuthenticationMethod: {
    isUsable: 'Edm.Boolean',
    isUsableOnce: 'Edm.Boolean',
    lifetimeInMinutes: 'Edm.Int32',
    methodUsabilityReason: 'Edm.String',
    startDateTime: 'Edm.DateTimeOffset',
    temporaryAccessPass: 'Edm.String',
  },
} as const

export interface DoubleUser {
  readonly id: string
  readonly userPrincipalName: string
  readonly onPremisesImmutableId: string | null
  readonly onPremisesSecurityIdentifier: string | null
  readonly onPremisesSyncEnabled: boolean | null
  readonly passwordProfile: {
    readonly forceChangePasswordNextSignIn: boolean
    readonly forceChangePasswordNextSignInWithMfa: boolean
    readonly password: null
  }
  readonly lastPasswordChangeDateTime: string | null
  readonly signInSessionsValidFromDateTime: string | null
}
