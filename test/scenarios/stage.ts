/** Where a story is played: a tenant of its own on a running server, with the people and providers of the story. */
import { expect } from 'vitest';
import { type Actor, systemActor } from '../../src/domain/actor.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import { allScopes } from '../../src/domain/scopes.ts';
import type { User } from '../../src/domain/user.ts';
import type { CreatedApiKey } from '../../src/operations/api-keys.ts';
import { arriveAt } from '../support/arrivals.ts';
import type { TestApp } from '../support/test-app.ts';
import type { Arrival, Step, Story } from './story.ts';

interface Place {
  provider: IdentityProvider;
  connection: Connection;
}

export interface Stage {
  key: CreatedApiKey;
  tenantId: string;
  users: Map<string, User>;
  play(step: Step): Promise<void>;
}

export async function setStage(it: TestApp, { facts }: Story, slug: string): Promise<Stage> {
  const { operations } = it;
  const { tenantId: _, ...system } = systemActor('', 'story');
  const settings = facts.settings ? { linking: facts.settings } : {};
  const tenant = await operations.tenants.create(system, { name: slug, slug, settings });
  const actor: Actor = systemActor(tenant.id, 'story');
  const places = new Map<string, Place>();
  const users = new Map<string, User>();

  for (const [name, { strategy, linking_rule: linkingRule = {}, login_only: loginOnly = false }] of Object.entries(
    facts.providers,
  )) {
    const provider = await operations.identityProviders.create(actor, { strategy, name, linkingRule });
    const config = strategy === 'oidc' ? { issuer: 'https://idp.example.com' } : {};
    const input = { identityProviderId: provider.id, identifier: name, clientId: name, config, loginOnly };
    places.set(name, { provider, connection: await operations.connections.create(actor, input) });
  }
  for (const [name, { email, email_verified: emailVerified = false, suspended }] of Object.entries(facts.users ?? {})) {
    const profile = { name, ...(email !== undefined && { email, emailVerified }) };
    const { user } = await operations.users.create(actor, { profile });
    users.set(name, suspended ? await operations.users.setStatus(actor, user.id, 'suspended') : user);
  }

  const find = <T>(things: Map<string, T>, name: string): T => {
    const thing = things.get(name);
    if (!thing) throw new Error(`the story has no \`${name}\``);
    return thing;
  };
  const identityOf = ({ at, subject }: { at: string; subject: string }) => ({
    identityProviderId: find(places, at).provider.id,
    subject,
  });

  const arrive = async ({ arrives, decision, user: name, because, asked, reasons }: Arrival): Promise<void> => {
    const { provider, connection } = find(places, arrives.at);
    const arrived = await arriveAt({ ...it, actor }, provider, connection, {
      subject: arrives.subject,
      emailVerified: arrives.email_verified ?? false,
      ...(arrives.email !== undefined && { email: arrives.email }),
      ...(arrives.hosted_domain !== undefined && { hostedDomain: arrives.hosted_domain }),
    });
    const said = arrived.decision.reasons;
    expect({ decision: arrived.decision.action, reasons: saidBy(said, Object.keys(reasons)) }).toEqual({
      decision,
      reasons,
    });
    const settling = said.filter(({ settled }) => settled).map(({ rule }) => rule);
    expect(Object.keys(reasons), 'the rule that settled it is told').toEqual(expect.arrayContaining(settling));
    expect('because' in arrived.decision ? arrived.decision.because : undefined).toBe(because);
    const isBlind = 'blind' in arrived.decision && arrived.decision.blind;
    expect(arrived.decision.action === 'challenge' ? (isBlind ? 'blindly' : 'openly') : undefined).toBe(asked);
    if (!arrived.user) return expect(name, 'an arrival that is refused or waits is nobody’s').toBeUndefined();
    if (decision === 'create_user') users.set(name!, arrived.user);
    expect(arrived.user.id).toBe(find(users, name!).id);
  };

  const act = async (step: Exclude<Step, Arrival>): Promise<void> => {
    if ('links' in step) {
      const input = { userId: find(users, step.to).id, ...identityOf(step.links) };
      await operations.identities.link(actor, input);
    } else if ('unlinks' in step) {
      const { splitUsers } = await operations.identities.unlink(actor, {
        userId: find(users, step.from).id,
        which: { identityId: (await operations.identities.lookUp(actor, identityOf(step.unlinks)))[0]!.id },
        ...(step.outcome && { outcome: step.outcome }),
        ...(step.allow_last && { allowLast: true }),
      });
      expect(splitUsers).toHaveLength(step.makes ? 1 : 0);
      if (step.makes) users.set(step.makes, splitUsers[0]!);
    } else {
      const [primaryId, secondaryId] = [find(users, step.into).id, find(users, step.merges).id];
      await operations.merge(actor, { primaryId, secondaryId });
    }
  };

  return {
    key: await operations.apiKeys.create(actor, { name: 'everything', scopes: allScopes }),
    tenantId: tenant.id,
    users,
    async play(step) {
      if ('arrives' in step) return arrive(step);
      const code = await act(step).then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof DomainError) return error.code;
          throw error;
        },
      );
      expect(code).toBe(step.refused);
    },
  };
}

function saidBy(reasons: readonly { rule: string; said: string }[], rules: string[]): Record<string, string> {
  return Object.fromEntries(reasons.filter(({ rule }) => rules.includes(rule)).map(({ rule, said }) => [rule, said]));
}
