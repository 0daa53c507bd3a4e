/** A provider by the mark of its strategy: the letter marks of the catalogue. */
import { Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../api/api.tsx';
import { answered } from '../api/refusal.ts';
import classes from './provider-mark.module.css';

/** The catalogue: it changes with the server's version alone. */
export function useStrategies() {
  const client = useClient();
  return useQuery({
    queryKey: ['strategies'],
    queryFn: async () => (await answered(client.GET('/v1/strategies'))).data,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export interface ProviderMarkProps {
  /** The strategy: an identity provider's `provider_type`. */
  strategy: string;
  /** What the tenant calls the provider; without it the mark stands beside its name and says nothing. */
  name?: string;
  size?: number;
}

export function ProviderMark({ strategy, name, size = 20 }: ProviderMarkProps) {
  const strategies = useStrategies();
  const logo = strategies.data?.find(({ id }) => id === strategy)?.logo;
  const mark =
    logo === undefined ? (
      <span
        className={classes.letter}
        style={{ width: size, height: size }}
        {...(name ? { role: 'img', 'aria-label': name } : { 'aria-hidden': true })}
      >
        {strategy.charAt(0).toUpperCase()}
      </span>
    ) : (
      <img className={classes.mark} src={logo} width={size} height={size} alt={name ?? ''} />
    );
  return name === undefined ? mark : <Tooltip label={name}>{mark}</Tooltip>;
}
