/** The certificates that a SAML provider signs with: facts to compare with what the other side shows. */
import { Badge, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { When } from '../../parts/when.tsx';
import { readCertificate } from './certificate.ts';
import classes from './providers.module.css';

const day = 86_400_000;

export function Certificates({ texts }: { texts: string[] }) {
  const facts = useQuery({
    queryKey: ['certificate-facts', ...texts],
    queryFn: () => Promise.all(texts.map(readCertificate)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Stack gap="xs">
      {facts.data?.map((each, index) =>
        each === null ? (
          <Text key={texts[index]} size="sm">
            A certificate that this page cannot read.
          </Text>
        ) : (
          <div key={texts[index]}>
            <Text size="sm">
              {each.subject ?? 'Nameless'} <Validity from={each.notBefore} to={each.notAfter} />
            </Text>
            <Text size="xs" c="dimmed">
              Ends <When at={each.notAfter.toISOString()} />. SHA-256{' '}
              <span className={classes.address}>{each.fingerprint}</span>
            </Text>
          </div>
        ),
      )}
    </Stack>
  );
}

function Validity({ from, to }: { from: Date; to: Date }) {
  const now = Date.now();
  if (to.getTime() < now)
    return (
      <Badge size="xs" variant="light" color="red">
        expired
      </Badge>
    );
  if (from.getTime() > now)
    return (
      <Badge size="xs" variant="light" color="orange">
        not in force yet
      </Badge>
    );
  if (to.getTime() < now + 30 * day)
    return (
      <Badge size="xs" variant="light" color="orange">
        ends soon
      </Badge>
    );
  return (
    <Badge size="xs" variant="light" color="green">
      in force
    </Badge>
  );
}
