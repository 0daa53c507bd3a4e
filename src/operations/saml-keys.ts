/**
 * The verbs on the tenant's keys towards SAML providers. Changing one for another takes three steps, since the other side
 * has to follow: a new key is shown in our metadata beside the present one, then it signs and is what others encrypt for,
 * then the old one is removed.
 * Whatever is there opens what is encrypted for us.
 */
import { type Actor, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import { toTimestamp } from '../domain/ids.ts';
import type { Rows, SealedServiceProviderKey } from '../stores/store.ts';
import { describeCertificate } from '../vault/self-signed.ts';
import type { Dependencies } from './dependencies.ts';
import { record } from './record.ts';
import { loadOrCreateKeys, makeServiceProviderKey } from './service-provider.ts';

export interface SamlKey {
  id: string;
  /** `next`: shown, and has signed nothing. `former`: shown, and signs no more. */
  state: 'next' | 'signing' | 'former';
  /** PEM. */
  certificate: string;
  /** SHA-256, as forms show it: `AB:CD:…`. */
  fingerprint: string;
  expiresAt: string;
  createdAt: string;
  signsSince: string | null;
}

/** Each stands in every metadata document of the tenant, twice. */
const keysMax = 4;

export function createSamlKeyOperations(deps: Dependencies) {
  const lockAll = async (rows: Rows, tenantId: string): Promise<SealedServiceProviderKey[]> => {
    await rows.lockKeys(tenantId, ['service_provider_key']);
    return rows.serviceProviderKeys.ofTenant(tenantId);
  };

  /** INVARIANT: later than what signs until now, whatever the clocks of two processes say. */
  const afterNow = ([signing]: SealedServiceProviderKey[]): string =>
    toTimestamp(Math.max(deps.entropy.now(), Date.parse(signing?.signsSince ?? '') + 1 || 0));

  const requireOne = (keys: SealedServiceProviderKey[], id: string): SealedServiceProviderKey => {
    const key = keys.find((each) => each.id === id);
    if (!key) throw new DomainError('saml_key_not_found', 'there is no such key');
    return key;
  };

  return {
    /** The one that signs first. */
    async list(actor: Actor): Promise<SamlKey[]> {
      requireScope(actor, 'identity_providers:read');
      return toSamlKeys(await loadOrCreateKeys(deps, actor.tenantId));
    },

    /** A new key, which signs from now on if it is to, and else waits to be told. */
    async create(actor: Actor, { signs }: { signs: boolean }): Promise<SamlKey> {
      requireWrite(actor);
      const { tenantId } = actor;
      await loadOrCreateKeys(deps, tenantId);
      const made = await makeServiceProviderKey(deps, tenantId);
      return deps.store.transaction(async (rows) => {
        const known = await lockAll(rows, tenantId);
        const key = { ...made, signsSince: signs ? afterNow(known) : null };
        if (known.length >= keysMax)
          throw new DomainError(
            'too_many_saml_keys',
            `there are ${keysMax} keys already: remove one that is not needed`,
          );
        await rows.serviceProviderKeys.insert(key);
        await record(deps, rows, actor, { type: 'saml_key.created', after: snapshot(key) });
        return pick(await rows.serviceProviderKeys.ofTenant(tenantId), key.id);
      });
    },

    /** From now on this one signs, also one that did before. What signed until now stays in the metadata. */
    async activate(actor: Actor, id: string): Promise<SamlKey> {
      requireWrite(actor);
      return deps.store.transaction(async (rows) => {
        const known = await lockAll(rows, actor.tenantId);
        const before = requireOne(known, id);
        if (before === known[0]) return pick(known, id);
        const signsSince = afterNow(known);
        await rows.serviceProviderKeys.startSigning(actor.tenantId, id, signsSince);
        await record(deps, rows, actor, {
          type: 'saml_key.activated',
          before: snapshot(known[0]!),
          after: snapshot({ ...before, signsSince }),
        });
        return pick(await rows.serviceProviderKeys.ofTenant(actor.tenantId), id);
      });
    },

    /** Takes it out of the metadata; what is still encrypted for it can be opened no more. */
    async delete(actor: Actor, id: string): Promise<void> {
      requireWrite(actor);
      await deps.store.transaction(async (rows) => {
        const known = await lockAll(rows, actor.tenantId);
        const key = requireOne(known, id);
        if (key === known[0])
          throw new DomainError('saml_key_in_use', 'this key signs: let another one sign before it is removed');
        await rows.serviceProviderKeys.delete(actor.tenantId, id);
        await record(deps, rows, actor, { type: 'saml_key.deleted', before: snapshot(key) });
      });
    },
  };
}

function pick(keys: SealedServiceProviderKey[], id: string): SamlKey {
  return toSamlKeys(keys).find((key) => key.id === id)!;
}

function toSamlKeys(keys: SealedServiceProviderKey[]): SamlKey[] {
  return keys.map(({ id, certificate, createdAt, signsSince }, index) => ({
    id,
    state: index === 0 ? 'signing' : signsSince === null ? 'next' : 'former',
    certificate,
    ...describeCertificate(certificate),
    createdAt,
    signsSince,
  }));
}

/** INVARIANT: no event holds the private half, sealed or not. */
function snapshot({ id, certificate, signsSince }: SealedServiceProviderKey) {
  return { id, fingerprint: describeCertificate(certificate).fingerprint, signsSince };
}

/** They are the whole tenant's, at every provider. */
function requireWrite(actor: Actor): void {
  requireScope(actor, 'identity_providers:write');
  if (actor.identityProviderId === null) return;
  throw new DomainError(
    'identity_provider_mismatch',
    'a credential bound to an identity provider does not change the keys of the tenant',
  );
}
