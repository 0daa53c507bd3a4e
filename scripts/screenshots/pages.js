// The pages of the tour, in its order: where each is, and what the tour says of it. `prepare` makes the page ready for its picture.
export const pages = [
  {
    name: 'home',
    path: () => '/',
    title: 'Home',
    alt: 'Home: numbers, arrivals by day, what waits, and events as they happen',
    words: `
How the tenant stands: how many users and identities there are, what arrivals came to by day, what waits for a decision, which
providers' people are refused, and events as they happen.`,
  },
  {
    name: 'users',
    path: () => '/users',
    title: 'Users',
    alt: 'Users: one line each, with the marks of their providers',
    words: `
Everybody, newest first, with the providers they come from as marks. The search takes a name or its beginning, an e-mail address, a
phone number, and any id: of each of the four APIs, of an identity, or the subject that a provider knows somebody by. The address
keeps search and filters, so a link to it shows the same. \`/\` goes to the search, Ctrl K to any page or user, \`?\` lists the keys.`,
  },
  {
    name: 'user',
    path: ({ ada }) => `/users/${ada}`,
    title: 'The picture of a user',
    alt: 'Ada Park in the middle, her identities around her',
    words: `
The person in the middle, the identities around: provider, subject, e-mail with whether it is proved, who linked it. Drag an identity
out to unlink it, or choose the same from its menu; a preview says what would follow before anything does.`,
  },
  {
    name: 'timeline',
    path: ({ ada, adaLinked }) => `/users/${ada}?tab=timeline&event=${adaLinked}`,
    title: 'The timeline of a user',
    alt: 'What happened to Ada Park, with the reason of each decision',
    words: `
What happened, with the reason of each decision in words, what was proved, and who did it. What can be taken back has *undo* beside it, with
what that would change.`,
  },
  {
    name: 'apis',
    path: ({ ada }) => `/users/${ada}?tab=apis`,
    title: 'A user as the four APIs show it',
    alt: 'The same user as JSON of the native, WorkOS, Auth0 and GenAuth APIs',
    words:
      'The same user as JSON of each API, side by side: for whoever moves from one to another, or looks for a difference.',
  },
  {
    name: 'review',
    path: () => '/review',
    title: 'Review',
    alt: 'Two users side by side, field by field, with what both have proved',
    words: `
Users that are probably one person, side by side, field by field, with what both have proved. Approve merges them, dismiss lets
them be; both by one key each. Arrivals that wait until somebody proves the account theirs are listed beside.`,
  },
  {
    name: 'providers',
    path: () => '/providers',
    title: 'Providers',
    alt: 'The identity providers of the tenant',
    words: 'Where people come from, with the rule by which each one’s arrivals are linked.',
  },
  {
    name: 'catalogue',
    path: () => '/providers/new',
    title: 'The catalogue',
    alt: 'The catalogue of providers, with a search',
    words:
      'Every provider that Selfsame knows. Each has a form of its own, and the addresses that the provider wants to be told.',
  },
  {
    name: 'provider',
    path: ({ google }) => `/providers/${google}`,
    title: 'A provider',
    alt: 'A provider: its connections, its linking rule and its mapping of claims',
    words: `
Its connections with *test*, which walks through a sign-in and reports step by step; its linking rule, the safe choice marked and the danger
of each looser one said; and what becomes of its claims.`,
  },
  {
    name: 'policies',
    path: ({ policy }) => `/policies/${policy}`,
    title: 'Policies',
    alt: 'A policy in the editor',
    words: `
What may be linked, unlinked and merged, in Cedar: mistakes are shown at their line and column, and a dry run tells which of the newest
decisions would have been others ([\`policies.md\`](policies.md)).`,
  },
  {
    name: 'explain',
    path: ({ adaAtGithub }) => `/explain?identity=${adaAtGithub}`,
    title: 'Explain',
    alt: 'A made-up arrival and the decision about it, step by step',
    words:
      'What would become of an arrival that did not happen: the decision and its reasons in their order ([`asking.md`](asking.md)).',
  },
  {
    name: 'applications',
    path: () => '/applications',
    title: 'Applications',
    alt: 'The applications that people sign in to',
    words:
      'The applications that people sign in to through Selfsame’s own OpenID provider ([`applications.md`](applications.md)).',
  },
  {
    name: 'api-keys',
    path: () => '/api-keys',
    title: 'API keys',
    alt: 'API keys, with what each may do and when it was last used',
    words: 'What programs call the API with. The secret is shown once, when the key is made.',
  },
  {
    name: 'tenants',
    path: () => '/tenants',
    title: 'Tenants',
    alt: 'The tenants of the installation',
    words: 'The tenants of the installation. The one that all other pages are about is chosen at the top.',
  },
  {
    name: 'events',
    path: () => '/events',
    title: 'Events',
    alt: 'Events with their filters',
    words:
      'Everything that happened, filtered, followed as it happens, and exported as JSON Lines or CSV ([`events.md`](events.md)).',
  },
  {
    name: 'transfer',
    path: () => '/transfer',
    title: 'Import & export',
    alt: 'Where a file of users is chosen, and the export',
    words: `
Users with their identities, out as a file and in from one: with progress, paused and resumed, gone on with after a reload, and with the rows
that were refused as a file ([\`import-export.md\`](import-export.md)).`,
  },
  {
    name: 'settings',
    path: () => '/settings',
    title: 'Settings',
    alt: 'The look of the hosted pages, with the sign-in page beside it',
    words:
      'How the hosted pages look and in which language, with the sign-in page beside as it would be ([`pages.md`](pages.md)).',
  },
  {
    name: 'operators',
    path: () => '/operators',
    title: 'Operators',
    alt: 'Who works in the console, with their roles',
    words: 'Who works in the console, and with which role. Owners alone change it.',
  },
];
