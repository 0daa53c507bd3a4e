/** Where the pages stand that other pages lead to. */
export const callbackPath = '/sign-in/callback';
/** Where the person is asked whose account it is. */
export const askPath = '/sign-in/link';
