/** Where the pages stand that other pages lead to. */
export const callbackPath = '/sign-in/callback';
/** Where the person is asked whose account it is. */
export const askPath = '/sign-in/link';
/** Where an address is typed, and then the code that went there. */
export const emailPath = '/sign-in/email';
/** Where a signed-in person sees the account, and changes what leads to it. */
export const accountPath = '/account';
