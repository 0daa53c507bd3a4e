/** `POST /v1/linking/explain`: who an arrival would be, and why, before anybody arrives. */
import { isIP } from 'node:net';
import { type Static, Type } from 'typebox';
import type { Claims } from '../../domain/claims.ts';
import type { Reason } from '../../domain/decision.ts';
import { DomainError } from '../../domain/errors.ts';
import type { LinkDecision } from '../../domain/link.ts';
import { matchKeys } from '../../domain/linking-rule.ts';
import type { User } from '../../domain/user.ts';
import type { Explanation } from '../../operations/explain.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, jsonObject, nullable, oneOf, textInput, uuid, uuidInput } from './fields.ts';
import { keyFields } from './identity.ts';
import { LinkingRuleBody, toLinkingRule } from './linking-rule.ts';
import { describe, type NativeApp } from './routing.ts';

export const ClaimsInput = closed(
  {
    email: Type.Optional(textInput(320)),
    email_verified: Type.Optional(
      Type.Boolean({ description: "The provider's own bit; another form of it goes into `raw.email_verified`." }),
    ),
    phone: Type.Optional(textInput(40, { description: 'With its country: `+44 20 7946 0018`.' })),
    phone_verified: Type.Optional(Type.Boolean()),
    username: Type.Optional(textInput(255)),
    display_name: Type.Optional(textInput(300)),
    given_name: Type.Optional(textInput(300)),
    family_name: Type.Optional(textInput(300)),
    picture: Type.Optional(textInput(2048)),
    locale: Type.Optional(textInput(40)),
    hosted_domain: Type.Optional(textInput(253, { description: "Whose account it is: Google's `hd`." })),
    raw: Type.Optional(jsonObject({ description: 'What else the provider says, in its own words. At most 64 KiB.' })),
  },
  { description: 'What the provider would say about the person.' },
);

const ExplainBody = closed(
  {
    ...keyFields,
    connection_id: Type.Optional(
      uuidInput({
        description: "The way in. Absent: the provider's only one; with several, none of their switches count.",
      }),
    ),
    claims: Type.Optional(ClaimsInput),
    ip: Type.Optional(textInput(45, { description: 'From where it would come, for policies that look at it.' })),
  },
  {
    examples: [
      {
        identity_provider_id: '0199b6a4-01aa-7000-8000-000038000000',
        external_id: '113274839201928374650',
        claims: { email: 'ada@gmail.com', email_verified: true },
      },
    ],
  },
);

const KnownUser = Type.Object({
  id: uuid(),
  name: nullable(Type.String()),
  email: nullable(Type.String()),
  email_verified: Type.Boolean(),
  username: nullable(Type.String()),
  status: oneOf(['active', 'suspended']),
});

const AskedCandidate = Type.Object({
  user_id: uuid(),
  matched_on: Type.Array(oneOf(matchKeys)),
  proofs: Type.Array(oneOf(['email_code', 'sign_in']), {
    description: 'How the person could show that it is theirs; empty where an administrator decides.',
  }),
});

export const DecisionBody = Type.Object({
  action: oneOf(['sign_in', 'link', 'create_user', 'hold', 'challenge', 'refuse']),
  user_id: Type.Optional(uuid({ description: '`sign_in`, `link`: which user.' })),
  matched_on: Type.Optional(oneOf(matchKeys, { description: '`link`: the key that both sides have proved.' })),
  takes_over: Type.Optional(
    Type.Boolean({ description: '`link`: the user never proved the address, so what else leads into it ends first.' }),
  ),
  email_proved: Type.Optional(
    Type.Boolean({ description: "`create_user`: the new user's e-mail address is verified." }),
  ),
  phone_proved: Type.Optional(Type.Boolean()),
  conflict: Type.Optional(
    nullable(oneOf(['several_users', 'identity_at_provider'], { description: '`create_user`: why it joined nobody.' })),
  ),
  voids: Type.Optional(
    Type.Array(uuid(), { description: '`create_user`: users that claim the address without proof, and lose it.' }),
  ),
  because: Type.Optional(Type.String({ description: '`hold`, `refuse`: why.' })),
  candidates: Type.Optional(Type.Array(AskedCandidate, { description: '`challenge`, `hold`: whose it may be.' })),
  blind: Type.Optional(
    Type.Boolean({
      description: '`challenge`: the person has proved nothing, so the pages show the same to everybody.',
    }),
  ),
  otherwise: Type.Optional(
    oneOf(['create_user', 'hold', 'refuse'], {
      description: '`challenge`: what becomes of it when nothing is proved.',
    }),
  ),
});

export const ReasonBody = Type.Object({
  rule: Type.String({ description: 'Which rule was looked at.' }),
  settled: Type.Boolean({ description: 'Whether it settled the matter: the last one did.' }),
  said: Type.String({ description: 'What it said, in words.' }),
  about: Type.Optional(jsonObject({ description: 'What it was about, as data.' })),
});

const CandidateBody = Type.Object({
  user: KnownUser,
  matches: Type.Array(
    Type.Object({ key: oneOf(matchKeys), proved_by_arrival: Type.Boolean(), proved_by_user: Type.Boolean() }),
    { description: 'The keys in common, and who has proved each.' },
  ),
  missing: Type.Array(Type.String(), { description: 'What stands in the way of joining by rule; empty: nothing.' }),
});

export const ExplanationBody = Type.Object(
  {
    decision: DecisionBody,
    reasons: Type.Array(ReasonBody, { description: 'Every rule that was looked at, in order.' }),
    candidates: Type.Array(CandidateBody, { description: 'Users with one of the keys that the rule matches on.' }),
    user: nullable(KnownUser),
    identity_id: nullable(uuid({ description: 'The identity of this external id, where it has been seen before.' })),
    identity_provider: Type.Object({
      id: uuid(),
      name: Type.String(),
      provider_type: Type.String(),
      enabled: Type.Boolean(),
      linking_rule: LinkingRuleBody,
    }),
    connection_id: nullable(uuid({ description: 'The way in that was assumed.' })),
    policies: Type.Array(Type.Object({ id: uuid(), name: Type.String() }), {
      description: 'The policies that determined it. Empty where none applies.',
    }),
    notices: Type.Array(Type.String(), { description: 'What these policies have to say to people.' }),
  },
  { $id: 'Explanation', title: 'Explanation' },
);

export function addExplainRoute(app: NativeApp, context: DialectContext): void {
  app.post(
    '/v1/linking/explain',
    {
      schema: {
        ...describe({
          id: 'explainArrival',
          tag: 'Linking',
          summary: 'Explain what would happen to an arrival',
          description:
            'Decides as a sign-in would, on what is stored now, and says why: every rule in order, and every user that ' +
            'came into question with what it lacked. Writes nothing.',
          scopes: ['users:read', 'identities:read', 'identity_providers:read'],
          errors: ['identity_provider_not_found', 'connection_not_found', 'identity_provider_mismatch'],
          readsOnly: true,
        }),
        body: ExplainBody,
        response: { 200: Type.Unsafe<Static<typeof ExplanationBody>>({ $ref: 'Explanation#' }) },
      },
    },
    async (request) => {
      const { identity_provider_id, connection_id, ip } = request.body;
      if (ip !== undefined && isIP(ip) === 0)
        throw new DomainError('invalid_input', `\`${ip}\` is no network address`, { field: 'ip' });
      const explanation = await context.operations.linking.explain(actorOf(request), {
        identityProviderId: identity_provider_id,
        ...(connection_id !== undefined && { connectionId: connection_id }),
        claims: readClaims(request.body),
        ...(ip !== undefined && { ip }),
      });
      return toExplanation(explanation);
    },
  );
}

type ToldClaims = Pick<Static<typeof ExplainBody>, 'external_id' | 'subject_type' | 'claims'>;

/** The claims that a caller makes up, as a connector would give them. */
export function readClaims({ external_id, subject_type, claims = {} }: ToldClaims): Claims {
  const { email, phone, username, display_name, given_name, family_name, picture, locale, hosted_domain } = claims;
  return {
    subject: external_id,
    subjectType: subject_type ?? '',
    emailVerified: claims.email_verified ?? false,
    phoneVerified: claims.phone_verified ?? false,
    raw: claims.raw ?? {},
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(username !== undefined && { username }),
    ...(display_name !== undefined && { displayName: display_name }),
    ...(given_name !== undefined && { givenName: given_name }),
    ...(family_name !== undefined && { familyName: family_name }),
    ...(picture !== undefined && { picture }),
    ...(locale !== undefined && { locale }),
    ...(hosted_domain !== undefined && { hostedDomain: hosted_domain }),
  };
}

function toExplanation(explanation: Explanation): Static<typeof ExplanationBody> {
  const { decision, candidates, identity, user, provider, connection, policies, notices } = explanation;
  return {
    decision: toDecision(decision),
    reasons: decision.reasons.map(toReason),
    candidates: candidates.map(({ user, matches, missing }) => ({
      user: toKnownUser(user),
      matches: matches.map(({ key, provedByArrival, provedByUser }) => ({
        key,
        proved_by_arrival: provedByArrival,
        proved_by_user: provedByUser,
      })),
      missing,
    })),
    user: user && toKnownUser(user),
    identity_id: identity?.id ?? null,
    identity_provider: {
      id: provider.id,
      name: provider.name,
      provider_type: provider.strategy,
      enabled: provider.enabled,
      linking_rule: toLinkingRule(provider.linkingRule),
    },
    connection_id: connection?.id ?? null,
    policies: policies.map(({ id, name }) => ({ id, name })),
    notices,
  };
}

export function toDecision(decision: LinkDecision): Static<typeof DecisionBody> {
  const { action } = decision;
  switch (action) {
    case 'sign_in':
      return { action, user_id: decision.userId };
    case 'link': {
      const { userId, matchedOn, takesOver } = decision;
      return { action, user_id: userId, matched_on: matchedOn, takes_over: takesOver };
    }
    case 'create_user': {
      const { emailProved, phoneProved, conflict, voids } = decision;
      return { action, email_proved: emailProved, phone_proved: phoneProved, conflict, voids };
    }
    case 'hold': {
      const candidates = decision.candidates.map((userId) => {
        const matches = decision.considered.find((each) => each.userId === userId)?.matches ?? [];
        return { user_id: userId, matched_on: matches.map(({ key }) => key), proofs: [] };
      });
      return { action, because: decision.because, candidates };
    }
    case 'challenge': {
      const { blind, otherwise } = decision;
      const candidates = decision.candidates.map(({ userId, matchedOn, proofs }) => ({
        user_id: userId,
        matched_on: matchedOn,
        proofs,
      }));
      return { action, candidates, blind, otherwise };
    }
    case 'refuse':
      return { action, because: decision.because };
  }
}

export function toReason({ rule, settled, said, about }: Reason): Static<typeof ReasonBody> {
  return { rule, settled, said, ...(about && { about }) };
}

/** Enough to recognise who it is. */
function toKnownUser({ id, name, email, emailVerified, username, status }: User): Static<typeof KnownUser> {
  return { id, name, email, email_verified: emailVerified, username, status };
}
