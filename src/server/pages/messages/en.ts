/**
 * What the pages say, in English: the catalogue that the other languages are held to. A text has its gaps as `{names}`; what
 * depends on a number or on what was refused is a function.
 */
import type { TestStep } from '../../../domain/connection-test.ts';
import type { PersonalEventType } from '../../../operations/account.ts';

export const en = {
  language: 'Language',
  unverified: 'not verified',
  verified: 'verified',
  noEmail: 'No e-mail address',
  or: 'or',
  reference: 'Reference: {id}',
  backToSignIn: 'Back to sign-in',
  backToOthers: 'Back to the other ways',
  backToAccount: 'Back to your account',
  continueWith: 'Continue with {provider}',

  signIn: {
    title: 'Sign in to {tenant}',
    heading: 'Sign in',
    lead: 'to {tenant}',
    none: 'There is no way to sign in yet.',
    hint: 'Used another provider last time? Choose that one, and you are back in the account you know.',
    email: 'E-mail address',
    goOn: 'Continue',
    badEmail: 'This is no e-mail address. One looks like name@example.com.',
    chooseBelow: 'Choose one of the ways below.',
    signedOut: 'You are signed out.',
    signedInAs: 'You are signed in as {name}. Choosing a way in may change that.',
  },
  onward: {
    title: 'On to {provider}',
    message: 'People with this address sign in with {provider}.',
    action: 'Go on to {provider}',
  },
  back: {
    title: 'Back to the application',
    message: 'Your browser goes there by itself. If it does not, use the link.',
    action: 'Go on',
  },
  emailForm: {
    title: 'Sign in by e-mail',
    lead: 'A code is mailed to this address. You type it on the next page.',
    submit: 'Mail me a code',
  },
  password: {
    title: 'Sign in with {provider}',
    heading: 'Sign in',
    lead: 'to {tenant} with your name and password at {provider}',
    name: 'Name',
    password: 'Password',
    submit: 'Sign in',
    wrong: 'The name or the password is not right.',
  },
  code: {
    title: 'Type the code',
    sentTo: 'A code is on its way to {address}.',
    sentBlindly: 'If we found your account, a code is on its way to its address.',
    works: (minutes: number) => `It works once, for ${minutes} minutes.`,
    outbox: 'This is a development server: its mail is in the {outbox}.',
    outboxName: 'outbox',
    label: 'The six digits',
    submitAccount: 'This account is mine',
    submitSignIn: 'Sign in',
    nothing: 'Nothing there? Look among the unwanted mail too.',
    another: 'Mail another code',
    noMore: 'No more codes are sent for this sign-in.',
    wrong: (triesLeft: number) =>
      `This code is not right, or it has expired: ${triesLeft === 1 ? 'one try is' : `${triesLeft} tries are`} left.`,
    tooMany: 'That was one wrong code too many. Choose another way.',
  },
  ask: {
    titleBlind: 'Do you have an account already?',
    titleFound: 'We found an account that may be yours',
    at: 'at {tenant}',
    provesNothing: 'You came with {provider}, which proves nothing that an account here could be known by.',
    saysAddress: '{provider} says that your address is {email}, and we cannot take its word for it.',
    showIt: 'If an account here is yours, show it, and {provider} leads to it from now on.',
    fits: 'What {provider} says of you fits an account here. Show that it is yours, and {provider} leads to it from now on.',
    typeCode: 'Type the code from your mail',
    mailCode: 'Mail me a code',
    mailCodeTo: 'Mail a code to {address}',
    whereItGoes: 'It goes to the address of your account, if we find one.',
    asBefore: 'Sign in as you did before',
    orAsBefore: 'or sign in as you did before',
    knownOnly: 'This way in is for people who have an account here. Without one, ask whoever runs this service.',
    asNew: 'Continue with a new account',
    noAccount: 'I have no account here',
  },
  account: {
    waysIn: 'Ways you sign in',
    count: (count: number, tenant: string) => {
      if (count === 0) return `Nothing leads to this account at ${tenant} any more.`;
      if (count === 1) return `One identity leads to this account at ${tenant}.`;
      return `${count} identities lead to this one account at ${tenant}.`;
    },
    id: 'Your account’s id is {id}',
    signOut: 'Sign out',
    primary: 'primary',
    knownAs: 'Known there as',
    kind: 'Kind of provider',
    linked: 'Linked',
    linkedBy: { auto: 'when you signed in', manual: 'by hand', scim: 'by your organisation' },
    lastSignIn: 'Last sign-in',
    notYet: 'not yet',
    linkAnother: 'Link another way to sign in',
    unlink: 'Unlink',
    lastOne: 'The only way into your account that works: it stays.',
    devices: 'Where you are signed in',
    thisOne: 'this one',
    device: '{browser} on {system}',
    unknownDevice: 'An unknown browser',
    from: 'From',
    since: 'Signed in',
    lastSeen: 'Last seen',
    signOutDevice: 'Sign it out',
    signOutOthers: 'Sign out everywhere else',
    activity: 'What happened lately',
    noActivity: 'Nothing yet.',
    byOthers: 'not by you',
    data: 'Your data',
    dataLead:
      'Everything that is known about you here, as a file: your account, identities, sessions and what happened.',
    download: 'Download my data',
  },
  notices: {
    linked: 'That is your account: what you signed in with leads to it too, from now on.',
    not_linked: 'You are signed in. Nothing was linked: this is not the account that it could have been.',
    new: 'This is your new account.',
    added: 'Linked: you can sign in with it from now on.',
    unlinked: 'Unlinked: it does not lead to your account any more.',
    signed_out_device: 'Signed out there.',
    confirmed: 'Thank you. You are still signed in.',
  },
  link: {
    title: 'Link another way to sign in',
    lead: 'Sign in with it once, and it leads to your account at {tenant} from now on.',
    none: 'There is no other way to sign in here.',
  },
  confirm: {
    title: 'Is it still you?',
    lead: 'It is a while since you signed in. Sign in again with what leads to your account, and go on.',
    none: 'None of your ways in can be used just now.',
  },
  unlink: {
    title: 'Unlink {provider}?',
    lead: 'After that, {subject} at {provider} does not lead to your account any more.',
    becomes: 'It is kept without an account. If you sign in with it again, it is treated as somebody new.',
    ends: 'Where you signed in with it, you are signed out; here too, if it was this time.',
    submit: 'Unlink it',
    keep: 'Keep it',
  },
  activity: {
    'user.created': 'Your account was made',
    'user.updated': 'Your account was changed',
    'user.suspended': 'Your account was suspended',
    'user.reactivated': 'Your account was reactivated',
    'user.merged': 'Another account was merged with yours',
    'user.signed_in': 'You signed in',
    'user.sign_in_refused': 'A sign-in was refused',
    'identity.linked': 'A way to sign in was linked',
    'identity.moved': 'A way to sign in was moved',
    'identity.unlinked': 'A way to sign in was unlinked',
    'identity.primary_changed': 'Another identity became the primary one',
    'linking.code_sent': 'A code was mailed to you',
    'linking.code_refused': 'A code was refused',
    'linking.declined': 'Somebody said that this account is not theirs',
    'linking.undone': 'Something was taken back',
    'session.ended': 'A session of yours was ended',
  } satisfies Record<PersonalEventType, string>,
  letter: {
    subject: 'Your code for {tenant}',
    signIn: `Somebody wants to sign in to {tenant} with your e-mail address.

If that is you, type this code where you were asked for it:

    {code}

It works once, for {minutes} minutes.

If it is not you, do nothing, and give the code to nobody: without it nothing happens.
`,
    account: `Somebody signed in to {tenant} with {provider} and says that your account there is theirs.

If that was you, type this code on the page that asked for it:

    {code}

It works once, for {minutes} minutes. From then on, {provider} leads to your account too.

If it was not you, do nothing, and give the code to nobody: without it nothing changes.
`,
  },
  consent: {
    title: '{application} asks',
    lead: 'With your account at {tenant}, it wants to:',
    scopes: {
      openid: 'know that it is you',
      profile: 'read your name and picture',
      email: 'read your e-mail address',
      phone: 'read your phone number',
      offline_access: 'do so while you are away',
    },
    scopeOfApi: '{scope} at {api}',
    agree: 'Agree',
    refuse: 'Do not agree',
    whose: 'It is not run by {tenant}. You are asked once.',
  },
  logout: {
    title: 'Sign out?',
    asked: '{application} asks to sign you out of {tenant}.',
    askedBySomebody: 'Somebody asks to sign you out of {tenant}.',
    submit: 'Sign out',
    stay: 'Stay signed in',
  },
  received: {
    title: 'Sign in to {tenant}?',
    heading: 'Sign in?',
    sent: '{provider} has sent you here, as {name}.',
    signedInAs: 'You are signed in as {name}. Going on signs you out of that account.',
    submit: 'Go on as {name}',
    notYou:
      'If that is not you, or you did not come here yourself, close this page: nothing happens, and nothing is linked.',
  },
  test: {
    title: 'Test {connection}',
    heading: 'Test a way to sign in',
    of: '{connection} of {tenant}',
    lead: 'You go through a whole sign-in. Nobody is signed in by it, and no account is made or changed.',
    submit: 'Begin',
    shown: 'What the provider says about you is shown to whoever asked for the test.',
    onlyATest: 'This is a test: nobody is signed in by it.',
    passedTitle: 'The test passed',
    failedTitle: 'The test failed',
    passedHeading: 'It works',
    failedHeading: 'It does not work yet',
    passed: '{connection}: every step passed. Nobody was signed in, and nothing was changed.',
    failed: '{connection}: a step failed. Nobody was signed in, and nothing was changed.',
    steps: {
      discovery: 'Finding the provider',
      authorization: 'At the provider',
      callback: 'Coming back',
      token_exchange: 'Asking who it is',
      password: 'Name and password',
      claims: 'Reading the person',
      mapping: 'Mapping',
      decision: 'Linking',
    } satisfies Record<TestStep['step'], string>,
    outcomes: { passed: 'passed', failed: 'failed', not_reached: 'not reached' } satisfies Record<
      TestStep['outcome'],
      string
    >,
    report: 'The report is that of the test {id}. This window can be closed.',
  },
  outbox: {
    title: 'Outbox',
    lead: 'In development no mail leaves this machine: the last of it is here, the newest first, until the server stops.',
    none: 'Nothing was sent yet.',
    to: 'to {address}, at {time}',
  },
  notFound: {
    title: 'Nothing here',
    message: 'There is no page at this address.',
    advice: 'Check the address, or start at the beginning.',
    action: 'To the start',
  },
  notSetUpYet: {
    title: 'Nothing to sign in to yet',
    none: 'This installation has no tenant.',
    notThatOne: 'This installation has no tenant of the name it is set to.',
    advice: 'Whoever runs it makes one with: {command}',
  },
  cannotGoOn: {
    title: 'This sign-in cannot go on',
    message: 'The application asked for it in a way that cannot be answered.',
    advice: 'Go back to the application and start again. If it stays so, tell whoever runs it what stands below.',
  },
  signedOutHere: {
    title: 'You are signed out here',
    takenTo: (provider: string) => `You are being taken to ${provider}, to sign out there too.`,
    advice: 'If nothing happens, use the button.',
    signOutAt: (provider: string) => `Sign out at ${provider}`,
  },
  refusal: {
    notSignedIn: 'You are not signed in',
    notYet: 'You are not signed in yet',
    nothingChanged: 'Nothing was changed.',
    startAgain: 'Start again.',
    askOperator: 'Ask whoever runs this service.',
    calledOff: 'The sign-in was called off at the provider.',
    notTheAccount: 'That is not the account',
    chooseKnown: 'Nothing was changed. Choose a way in that you have used here before.',
    chooseAnother: 'Choose another way',
    badAnswer: 'The provider did not answer as it should.',
    tryLater: 'Try again in a moment, or choose another way.',
    notSetUp: 'This way to sign in is not set up right.',
    tellOperator: 'Choose another way, and tell whoever runs this service the reference below.',
    notStartedHere: 'This sign-in was not started in this browser, took too long, or was finished before.',
    tooLongAgo: 'This was started too long ago, or is over.',
    backToApplication: 'Go back to the application and start again.',
    notFromHere: 'This did not come from a page of ours, or it waited too long.',
    nobodyHere: 'Nobody is signed in here any more.',
    signInFirst: 'Sign in first.',
    usedBefore: 'The provider’s answer was used before.',
    neverBefore: 'No account here has been signed in to this way before.',
    noSuchWay: 'There is no such way to sign in.',
    notThere: 'What you were looking for is not there any more.',
    over: 'This is over',
    overMessage: 'This sign-in was finished, took too long, or began in another browser.',
    overChanged: 'Nothing was changed just now.',
    testOver: 'This test is over',
    testOverMessage: 'It was gone through, took too long, or never was.',
    testOverAdvice: 'Whoever runs this service can ask for another.',
    unreadable: 'What the provider says about you could not be read the way it is set up here.',
    brokenTitle: 'Something went wrong here',
    unavailable: 'The service cannot answer just now.',
    mistake: 'The service made a mistake.',
    brokenAdvice: 'Try again in a moment. If it stays so, tell whoever runs this service the reference below.',
    didNotWork: 'This did not work',
    notLinked: 'Nothing was linked',
    linkedElsewhere: 'That leads to another account here already.',
    linkedElsewhereAdvice: 'Sign in with it to see that account, or unlink it there first.',
    otherSession: 'This was not begun by who is signed in here now.',
    notFresh: 'It is a while since you signed in.',
    notYou: 'That does not lead to the account that you are signed in to.',
    lastWayIn: 'It is the last way into your account that works.',
    tooMuch: 'That was asked for too often.',
    waitAdvice: 'Wait some minutes, and begin again.',
    other: 'What was asked cannot be done.',
    conflict: 'It cannot be told which account is yours.',
    conflictAdvice: 'Use the way in that you used before, or ask whoever runs this service.',
    providerDisabled: 'This way to sign in was switched off.',
    chooseOther: 'Choose another one.',
    suspended: 'This account is suspended',
    suspendedMessage: 'The provider knows you, and the account that belongs to you here is suspended.',
    knownPeopleOnly: 'This way is for people who have an account here already.',
    policyForbids: 'The rules of this service do not let you in this way.',
    policyAdvice: 'Nothing was changed. Ask whoever runs this service.',
    held: 'Your sign-in was noted, and waits for somebody who runs this service to say which account is yours.',
    heldAdvice: 'Try again once they have.',
  },
};

type Widened<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Name in keyof T]: Widened<T[Name]> };

/** A catalogue: a text that is missing, or one that nobody asks for, does not compile. */
export type Messages = Widened<typeof en>;
