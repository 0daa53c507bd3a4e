/**
 * Loads `oidc-provider` without its advice, which is neither for whoever tries a demo nor for an operator's log: on import
 * it warns of Node.js before 22, on which it works (our tests of the flows that we use run there).
 */
export async function loadOidcProvider(): Promise<typeof import('oidc-provider')> {
  const { info, warn } = console;
  const unlessNotice =
    (print: typeof console.warn): typeof console.warn =>
    (...args) => {
      // Others may print while we wait, and must be heard.
      if (!(typeof args[0] === 'string' && args[0].includes('oidc-provider '))) print(...args);
    };
  console.info = unlessNotice(info);
  console.warn = unlessNotice(warn);
  try {
    return await import('oidc-provider');
  } finally {
    console.info = info;
    console.warn = warn;
  }
}
