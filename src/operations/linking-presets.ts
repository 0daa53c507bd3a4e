/** Writes a preset into the linking rules of a tenant's identity providers, all or none. */
import { type Actor, requireScope } from '../domain/actor.ts';
import type { IdentityProvider } from '../domain/identity-provider.ts';
import { hasNoSignIn, type LinkingPreset, presetRule } from '../domain/linking-preset.ts';
import { joinTransaction } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { createIdentityProviderOperations } from './identity-providers.ts';

const pageLength = 100;

export function createLinkingPresetOperation(deps: Dependencies) {
  /** The providers with the rules that they have now. What a preset does not say stays as it is. */
  return async (actor: Actor, preset: LinkingPreset): Promise<IdentityProvider[]> => {
    requireScope(actor, 'identity_providers:write');
    return deps.store.transaction(async (rows) => {
      const providers = createIdentityProviderOperations({ ...deps, store: joinTransaction(deps.store, rows) });
      const all: IdentityProvider[] = [];
      for (;;) {
        const { items, hasMore } = await providers.list(actor, { limit: pageLength, after: all.at(-1)?.id });
        all.push(...items);
        if (!hasMore) break;
      }
      const changed: IdentityProvider[] = [];
      for (const { id, strategy } of all.filter((provider) => !hasNoSignIn(provider.strategy)))
        changed.push(await providers.update(actor, id, { linkingRule: presetRule(preset, strategy) }));
      return changed;
    });
  };
}
