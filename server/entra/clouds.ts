/** Where Microsoft signs apps in, and where Graph is: "National cloud deployments" of its Graph documentation. */
export const clouds = {
  global: { login: 'https://login.microsoftonline.com', graph: 'https://graph.microsoft.com' },
  'us-government': { login: 'https://login.microsoftonline.us', graph: 'https://graph.microsoft.us' },
  'us-government-dod': { login: 'https://login.microsoftonline.us', graph: 'https://dod-graph.microsoft.us' },
  china: {
    login: 'https://login.chinacloudapi.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
  },
} as const

/** Without a slash at the end. */
export interface Endpoints {
  readonly login: string
  readonly graph: string
}

/** Where the passwords are that people sign in to Entra ID with. */
export type SignIn = 'password-hash-sync' | 'pass-through' | 'federated'
