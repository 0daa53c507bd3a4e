/** How many there are, each counted no further than asked for; what is more is the planner's guess. */
import type { EventType } from '../../domain/event.ts';
import { firstIdOf } from '../../domain/ids.ts';
import type { Counted, Rows } from '../store.ts';
import { planned, type Queryable } from './query.ts';
import { stillToDecide } from './suggestion-rows.ts';

export function createStatisticsRows(db: Queryable): Rows['statistics'] {
  const countUpTo = async (from: string, tenantId: string, most: number): Promise<number> => {
    const text = `select count(*)::integer as total from (select 1 from ${from} limit $2) counted`;
    return (await db.query(planned(text, [tenantId, most]))).rows[0]!.total as number;
  };
  const countOrGuess = async (from: string, tenantId: string, most: number): Promise<Counted> => {
    const count = await countUpTo(from, tenantId, most);
    if (count < most) return { count, exactness: 'exact' };
    const { rows } = await db.query(planned(`explain (format json) select 1 from ${from}`, [tenantId]));
    const told = rows[0]!['QUERY PLAN'] as [{ Plan: { 'Plan Rows': number } }] | string;
    const [plan] = typeof told === 'string' ? (JSON.parse(told) as Exclude<typeof told, string>) : told;
    return { count: Math.max(most, Math.round(plan.Plan['Plan Rows'])), exactness: 'estimated' };
  };

  return {
    users: (tenantId, most) => countOrGuess('users where tenant_id = $1 and merged_into is null', tenantId, most),
    identities: (tenantId, most) => countOrGuess('identities where tenant_id = $1', tenantId, most),
    openSuggestions: async (tenantId, most) => {
      const count = await countUpTo(
        `suggestions where tenant_id = $1 and status = 'open' and ${stillToDecide}`,
        tenantId,
        most,
      );
      return count < most ? { count, exactness: 'exact' } : { count, exactness: 'at_least' };
    },
    decisions: async (tenantId, hours, types, most) => {
      const text =
        'select h.nth, t.action, s.* from unnest($2::text[], $3::text[]) t (action, type) ' +
        'cross join unnest($4::uuid[], $5::uuid[]) with ordinality h (low, high, nth) cross join lateral (' +
        'select count(*)::integer as seen, (count(*) filter (where e.action = t.action))::integer as decided, max(e.id::text) as last_id ' +
        "from (select id, decision ->> 'action' as action from events where tenant_id = $1 and type = t.type " +
        'and id >= h.low and id < h.high order by id limit $6::integer) e) s where s.seen > 0';
      const bounds = hours.map((hour) => idAt(hour, 0));
      const { rows } = await db.query(
        planned(text, [
          tenantId,
          Object.keys(types),
          Object.values(types),
          bounds,
          hours.map((hour) => idAt(hour, 3_600_000)),
          most,
        ]),
      );
      return rows.map(({ nth, action, seen, decided, last_id }) => ({
        hour: hours[Number(nth) - 1]!,
        action: action as string,
        seen: seen as number,
        decided: decided as number,
        lastId: last_id as string | null,
      }));
    },
    troubles: async (tenantId, since, most) => {
      const one = (type: EventType, failures = '0') =>
        `(select identity_provider_id, id, ${failures} as failures from events where tenant_id = $1 and type = '${type}' and id >= $2::uuid ` +
        'and identity_provider_id is not null order by id desc limit $3)';
      const text =
        'select identity_provider_id, count(*) filter (where failures = 0)::integer as refused, ' +
        'least(sum(failures), 2147483647)::integer as failed, max(id::text) as last_id, sum(count(*)) over () as seen ' +
        `from (${one('user.sign_in_refused')} union all ${one('identity.held')} union all ` +
        `${one('sign_in.failed', "coalesce((decision ->> 'newly')::integer, 1)")}) e group by 1`;
      const { rows } = await db.query(planned(text, [tenantId, idAt(since, 0), most]));
      return rows.map(({ identity_provider_id, refused, failed, last_id, seen }) => ({
        identityProviderId: identity_provider_id as string,
        refused: {
          count: refused as number,
          exactness: Number(seen) < most ? ('exact' as const) : ('at_least' as const),
        },
        failed: { count: failed as number, exactness: failed === 0 ? ('exact' as const) : ('at_least' as const) },
        lastEventId: last_id as string,
      }));
    },
  };
}

/** An event's id is made when the event is. */
function idAt(at: string, laterMs: number): string {
  return firstIdOf(Date.parse(at) + laterMs);
}
