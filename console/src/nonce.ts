/** The nonce that the server's policy lets `<style>` elements have: one for each load of the page, empty while developing. */
import { setNonce } from 'get-nonce';

const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');

/** Browsers hide the attribute, the property stays. */
export const styleNonce = meta?.nonce || meta?.getAttribute('nonce') || '';

// For the dialogs' scroll lock.
if (styleNonce !== '') setNonce(styleNonce);
