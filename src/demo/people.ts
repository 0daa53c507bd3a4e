/** The people of the demo provider: made up, and each there to show something about linking. */

export interface DemoPerson {
  /** In the provider's own store; what applications see is derived from it, and differs per application. */
  id: string;
  name: string;
  givenName?: string;
  familyName?: string;
  /** User name, and `login` in GitHub's words. */
  login: string;
  /** Numeric, as GitHub's. */
  githubId: number;
  email?: string;
  emailVerified?: boolean;
  /** The organisation that manages the account, as Google's `hd`. */
  hostedDomain?: string;
  phone?: string;
  phoneVerified?: boolean;
  locale?: string;
  /** One line for whoever chooses: what is special about this person. */
  note: string;
}

/** Addresses are of domains that RFC 2606 §3 keeps for examples, so that nobody's are used. */
export const demoPeople: readonly DemoPerson[] = [
  {
    id: 'ada',
    name: 'Ada Park',
    givenName: 'Ada',
    familyName: 'Park',
    login: 'ada-park',
    githubId: 58301,
    email: 'ada@example.com',
    emailVerified: true,
    hostedDomain: 'example.com',
    phone: '+12025550142',
    phoneVerified: true,
    locale: 'en-US',
    note: 'A work account: example.com manages it',
  },
  {
    id: 'bjorn',
    name: 'Björn Ångström',
    givenName: 'Björn',
    familyName: 'Ångström',
    login: 'bjorn',
    githubId: 58302,
    email: 'bjorn@example.com',
    emailVerified: true,
    hostedDomain: 'example.com',
    locale: 'sv-SE',
    note: 'A colleague of Ada’s',
  },
  {
    id: 'eleni',
    name: 'Ελένη Παπαδάκη',
    givenName: 'Ελένη',
    familyName: 'Παπαδάκη',
    login: 'eleni-p',
    githubId: 58303,
    email: 'eleni@example.org',
    emailVerified: true,
    locale: 'el-GR',
    note: 'A private account: no organisation behind it',
  },
  {
    id: 'carol',
    name: 'Carol Díaz',
    givenName: 'Carol',
    familyName: 'Díaz',
    login: 'carol-diaz',
    githubId: 58304,
    email: 'carol@example.com',
    emailVerified: false,
    locale: 'es-MX',
    note: 'Never clicked the link in the welcome mail',
  },
  {
    id: 'dan',
    name: 'Dan Okafor',
    givenName: 'Dan',
    familyName: 'Okafor',
    login: 'dan-okafor',
    githubId: 58305,
    phone: '+12025550187',
    phoneVerified: true,
    locale: 'en-NG',
    note: 'Known by telephone alone',
  },
  {
    id: 'erin',
    name: 'Erin Walsh',
    givenName: 'Erin',
    familyName: 'Walsh',
    login: 'erin-walsh',
    githubId: 58306,
    email: 'erin@example.com',
    emailVerified: true,
    hostedDomain: 'example.com',
    locale: 'en-IE',
    note: 'Erin’s account at work',
  },
  {
    id: 'erin-at-home',
    name: 'Erin Walsh',
    givenName: 'Erin',
    familyName: 'Walsh',
    login: 'erin-at-home',
    githubId: 58307,
    email: 'erin@example.com',
    emailVerified: true,
    locale: 'en-IE',
    note: 'Erin’s other account, under the same address',
  },
  {
    id: 'mallory',
    name: 'Mallory Quinn',
    givenName: 'Mallory',
    familyName: 'Quinn',
    login: 'mallory',
    githubId: 58308,
    email: 'ada@example.com',
    emailVerified: false,
    note: 'Claims Ada’s address, and cannot prove it',
  },
  {
    id: 'olive',
    name: 'Olive Turner',
    givenName: 'Olive',
    familyName: 'Turner',
    login: 'olive-turner',
    githubId: 58309,
    email: 'olive@example.com',
    emailVerified: true,
    hostedDomain: 'example.com',
    locale: 'en-GB',
    note: 'Runs this installation: an owner in the console',
  },
  {
    id: 'rowan',
    name: 'Rowan Ellis',
    givenName: 'Rowan',
    familyName: 'Ellis',
    login: 'rowan-ellis',
    githubId: 58300,
    email: 'rowan@example.com',
    emailVerified: true,
    hostedDomain: 'example.com',
    locale: 'en-AU',
    note: 'Answers support: looks in the console, and changes nothing',
  },
];
